namespace ContextExchange.Actors;

/// <summary>
/// Hears when this silo has lost its lease in the cluster: it owns no grain any more, reaches none, and does not learn
/// what the others do until it has joined again. Registered in the services; each of them is called.
/// </summary>
public interface ILeaseWatcher
{
    /// <summary>Must return soon and not throw. From any thread; not when the silo leaves by itself.</summary>
    void OnLeaseLost();
}
