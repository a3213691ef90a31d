namespace ContextExchange.Client;

/// <summary>
/// The device's store cannot be used. Codes: <c>store-in-use</c> (another process has it), <c>store-locked</c> (wrong
/// key or passphrase), <c>store-damaged</c> (not ours, or altered), <c>store-newer</c> (written by a later version),
/// <c>store-failed</c> (the medium).
/// </summary>
public sealed class DeviceStoreException(string code, string message, Exception? inner = null)
    : ExchangeException(code, message, retryable: code == "store-in-use", inner);
