namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// One transaction. Reads see its own writes. Disposing it without <see cref="Commit"/> undoes all of them. If Commit
/// throws, the outcome may be either; whoever called must not rely on one.
/// </summary>
public interface IDeviceTransaction : IDisposable
{
    /// <summary>The value of a row, or null.</summary>
    byte[]? Get(DeviceTable table, ReadOnlySpan<byte> key);

    /// <summary>Inserts a row or replaces its value.</summary>
    void Put(DeviceTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Removes a row; an absent one is no error.</summary>
    void Delete(DeviceTable table, ReadOnlySpan<byte> key);

    /// <summary>
    /// The first rows whose keys start with a prefix, in ascending unsigned bytewise order of the keys.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="prefix">May be empty: all rows.</param>
    /// <param name="limit">At most this many rows.</param>
    IReadOnlyList<DeviceRow> Scan(DeviceTable table, ReadOnlySpan<byte> prefix, int limit);

    /// <summary>Makes the writes durable: on the disk, not only handed to the operating system.</summary>
    void Commit();
}
