using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>One transaction of a <see cref="DeviceStore"/>, or a part of a group that can be undone alone.</summary>
internal sealed class StoreTransaction : IDeviceTransaction
{
    private readonly SealedRows _rows;
    private readonly bool _nested;
    private readonly SemaphoreSlim? _turn;
    private readonly Action<bool>? _onCommit;
    private bool _open = true;
    private bool _disposed;

    /// <param name="rows">Where the rows are.</param>
    /// <param name="nested">Within a group: commit makes nothing durable yet.</param>
    /// <param name="turn">Released at the end; null within a group, which keeps it.</param>
    /// <param name="onCommit">As <see cref="DeviceStore"/> has it; null within a group, which calls it itself.</param>
    public StoreTransaction(SealedRows rows, bool nested, SemaphoreSlim? turn, Action<bool>? onCommit)
    {
        _rows = rows;
        _nested = nested;
        _turn = turn;
        _onCommit = onCommit;
        try
        {
            rows.Begin(nested);
        }
        catch
        {
            turn?.Release();
            throw;
        }
    }

    public byte[]? Get(DeviceTable table, ReadOnlySpan<byte> key) => _rows.Get((byte)table, key);

    public void Put(DeviceTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _rows.Put((byte)table, key, value);

    public void Delete(DeviceTable table, ReadOnlySpan<byte> key) => _rows.Delete((byte)table, key);

    public IReadOnlyList<DeviceRow> Scan(DeviceTable table, ReadOnlySpan<byte> prefix, int limit) =>
        _rows.Scan((byte)table, prefix, limit);

    public void Commit()
    {
        // Nothing to make durable: its end undoes nothing.
        if (!_nested && !_rows.HasWritten) return;
        _onCommit?.Invoke(false);
        _rows.Commit(_nested);
        _open = false;
        _onCommit?.Invoke(true);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        try
        {
            if (_open) _rows.Rollback(_nested);
        }
        finally
        {
            _turn?.Release();
        }
    }
}
