namespace ContextExchange.Cryptography;

/// <summary>Holds one secret to its export policy, archiving once also among threads.</summary>
internal sealed class ExportGate(KeyExportPolicies policy)
{
    private int _archived;

    public KeyExportPolicies Policy => policy;

    public void Pass()
    {
        if (policy.HasFlag(KeyExportPolicies.AllowPlaintextExport))
            return;
        if (!policy.HasFlag(KeyExportPolicies.AllowPlaintextArchiving))
            throw new InvalidOperationException("The secret does not allow export.");
        if (Interlocked.Exchange(ref _archived, 1) != 0)
            throw new InvalidOperationException("The secret allowed one export, which has been made.");
    }
}
