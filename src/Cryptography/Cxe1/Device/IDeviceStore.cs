namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Where a device keeps its state: ordered tables of byte strings with transactions. What the bytes mean is this
/// assembly's business; that they survive every crash, all of a transaction or nothing of it, is the store's.
/// </summary>
public interface IDeviceStore
{
    /// <summary>
    /// Starts a transaction that no other one overlaps, in this process or another; waits until that is so.
    /// Failures of the medium are exceptions.
    /// </summary>
    IDeviceTransaction Begin();
}
