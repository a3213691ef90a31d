namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One row of a device's state.</summary>
/// <param name="Key">At most 72 bytes.</param>
/// <param name="Value">At most about 132 KiB.</param>
public readonly record struct DeviceRow(byte[] Key, byte[] Value);
