using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// What an owner does for its agent: decides about held messages, reads along where the signed terms say so, opens old
/// mail for new devices, and keeps its own keys. Everything here needs the owner's keys: under a passphrase it asks for
/// that once (<see cref="AgentClientOptions.AskOwnerPassphrase"/>), else it throws <c>owner-locked</c>.
/// </summary>
public sealed partial class OwnerDesk
{
    private readonly ClientCore _core;
    private readonly OwnerUpkeep _upkeep;

    internal OwnerDesk(ClientCore core)
    {
        _core = core;
        _upkeep = new OwnerUpkeep(core);
    }

    private DeviceProfile Profile => _core.Profile;

    private long Now => _core.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Makes the owner's viewer where there is none, a new one every 30 days, and destroys old private halves when
    /// what was wrapped for them is no longer kept. It costs nothing while nothing is due.
    /// </summary>
    /// <param name="force">Makes a new one at once.</param>
    /// <param name="ct">Stops between steps.</param>
    public Task RenewViewerAsync(bool force, CancellationToken ct = default) => _upkeep.RenewAsync(force, ct);

    /// <summary>The conversation with a peer, as far as the signed terms let this owner read it.</summary>
    /// <param name="peer">The other side.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>
    /// In the server's order. An entry with <see cref="ConversationEntry.IsAttack"/> is an alarm: the connection was
    /// suspended and both sides were told.
    /// </returns>
    public async Task<IReadOnlyList<ConversationEntry>> ReadAsync(AgentId peer, CancellationToken ct = default)
    {
        using var reader = await ReaderAsync(peer, ct);
        var entries = await reader.ReadAllAsync(ct);
        if (entries.FirstOrDefault(entry => entry.IsAttack) is { } found)
            await _core.Guard.SuspendAsync(peer, found.Reason ?? "owner-alarm", ct);
        return entries;
    }

    /// <summary>
    /// Opens the epochs that this owner can read for those devices of the agent that enrolled later: they read the old
    /// mail as history (<see cref="AgentClient.GetHistoryAsync"/>).
    /// </summary>
    /// <returns>How many re-wraps were made.</returns>
    public async Task<int> RewrapAsync(CancellationToken ct = default)
    {
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        var made = 0;
        foreach (var connection in await owner.GetConnectionsAsync(Profile.Agent, ct))
        {
            try
            {
                made += await RewrapAsync(owner, connection.Peer, ct);
            }
            catch (ExchangeException e) when (!e.Retryable && e is not DeviceStoreException)
            {
                _core.Report(new ClientReport("rewrap-skipped", connection.Peer, e.Message));
            }
        }

        return made;
    }

    private async Task<int> RewrapAsync(ExchangeApi owner, AgentId peer, CancellationToken ct)
    {
        using var reader = await ReaderAsync(peer, ct);
        await reader.ReadAllAsync(ct);
        var rewraps = reader.Opened.SelectMany(epoch => RewrapsOf(reader.Peer, epoch)).ToArray();
        foreach (var batch in rewraps.Chunk(Limits.MaxRewraps))
            await owner.AddRewrapsAsync(Profile.Agent, peer, batch, ct);
        return rewraps.Length;
    }

    /// <summary>Everything that the owner must not lose, wrapped under a passphrase.</summary>
    /// <param name="passphrase">UTF-8, not empty; the caller wipes it.</param>
    public byte[] Export(ReadOnlySpan<byte> passphrase) => Profile.OwnerKeys.Export(passphrase);

    private IEnumerable<byte[]> RewrapsOf(Peer peer, OpenedEpoch epoch)
    {
        var now = Now;
        foreach (var listed in peer.Own.Devices.Devices)
        {
            var reads = epoch.Epoch.IndexOf(Profile.Agent.Value, listed.Device, ReaderKind.Device) >= 0
                || (epoch.Epoch.SenderAgent == Profile.Agent.Value && epoch.Epoch.SenderDevice == listed.Device);
            if (!reads && peer.Own.SignedPrekey(listed.Device, now) is { } prekey)
                yield return epoch.Rewrap(Profile.OwnerKeys.Identity, prekey).Bytes.ToArray();
        }
    }

    private async Task<ConversationReader> ReaderAsync(AgentId agent, CancellationToken ct)
    {
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        var peer = await _core.Book.RefreshAsync(agent, ct);
        var viewer = new OwnerViewer(
            peer.Context, Profile.OwnerKeys.Open().Viewers.Select(one => one.Ovk), _core.Time);
        return new ConversationReader(_core, owner, peer, answer =>
        {
            var record = answer.Record ?? [];
            var error = viewer.Open(record, peer.Own, peer.Directory, out var opened);
            var isExcused = error == Cxe1Error.RosterNamesGhost && Roster.NamesOnlyKnown(_core.Store, record);
            return new EpochReading(error, opened, record, isExcused);
        });
    }
}
