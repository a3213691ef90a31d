namespace ContextExchange.Grains.Connections;

/// <summary>
/// Which activation may pass messages. It claims the connection in the store, reads the state after that, and names the
/// claim with every message; a change of the state claims again before it is confirmed. So nothing that was judged by
/// other terms, or before a freeze, is stored once that was confirmed: not by a silo that was frozen and thaws, nor by
/// one that believes to own the connection still.
/// </summary>
internal sealed partial class ConnectionGrain
{
    /// <summary>The newest claim of this activation; 0 for none. Another one may have claimed since.</summary>
    private long _fence;

    /// <summary>Messages are to pass here. Who only looks claims nothing.</summary>
    private bool _passes;

    /// <summary>Whether messages can be judged: what is not active has none to store.</summary>
    private bool IsReady => _isLoaded && (_fence > 0 || State.Standing != ConnectionStanding.Active);

    private Task EnsureReadyAsync()
    {
        _passes = true;
        if (_isLoaded && !IsReady && _gate.IsOpen) Forget();
        return EnsureLoadedAsync();
    }

    /// <summary>Another activation has taken the connection over; this one takes it back by reading anew.</summary>
    private void Yield()
    {
        _fence = 0;
        Forget();
    }

    /// <summary>Makes sure that what is remembered of the state was read after the claim.</summary>
    private async Task ReadStateAsync()
    {
        if (!_hasFreshState) await _state.ReadStateAsync();
        _hasFreshState = true;
        if (!_passes || _fence > 0 || State.Standing != ConnectionStanding.Active) return;
        _hasFreshState = false;
        _fence = await _log.ClaimConnectionAsync(_id);
        await _state.ReadStateAsync();
        _hasFreshState = true;
    }

    /// <summary>What was changed, or is said to be so already, holds for every other activation from here.</summary>
    private async Task ClaimAfterAsync(ConnectionState before, bool isConfirmed)
    {
        if (ReferenceEquals(before, State) && (!isConfirmed || _fence > 0)) return;
        if (!_state.RecordExists) return;
        _fence = 0;
        _fence = await _log.ClaimConnectionAsync(_id);
    }
}
