using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Makes an owner's viewer, renews it every 30 days, publishes it, and destroys old private halves when nothing that
/// was wrapped for them is kept any more.
/// </summary>
internal sealed class OwnerUpkeep(ClientCore core)
{
    /// <summary>Messages that were sealed for a viewer may be under way so long after its end.</summary>
    private const long UnderWay = Cxe1Limits.ReceivingStateKept;

    private const long RenewalAge = 30 * Cxe1Limits.Day;

    private DeviceProfile Profile => core.Profile;

    private long Now => core.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Does what is due.</summary>
    /// <param name="force">Makes a new viewer also before the 30 days are over.</param>
    /// <param name="ct">Stops between steps.</param>
    public async Task RenewAsync(bool force, CancellationToken ct)
    {
        var viewers = Profile.OwnerKeys.Open().Viewers;
        var newest = viewers.Count > 0 ? viewers[^1] : null;
        var isDue = force || newest is null || newest.NotBefore + RenewalAge <= Now;
        if (!isDue && newest is not null && IsPublished(newest) && !IsOver(viewers[0], days: 0)) return;
        var owner = await core.Sessions.AsOwnerAsync(ct);
        if (isDue && (force || !await IsRenewedElsewhereAsync(owner, ct))) newest = Make(viewers);
        if (newest is not null && !IsPublished(newest)) await PublishAsync(owner, newest, ct);
        await DestroyAsync(owner, ct);
    }

    /// <summary>The owner may renew on another device; its viewers come here with its vault.</summary>
    private async Task<bool> IsRenewedElsewhereAsync(ExchangeApi owner, CancellationToken ct)
    {
        foreach (var viewer in await owner.GetViewersAsync(ct))
        {
            if (ViewerCertificate.TryParse(viewer.Certificate, out var certificate, out _)
                && certificate.VerifySignature(Profile.OwnerKeys.PublicKey)
                && certificate.NotBefore + RenewalAge > Now)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>On disk before anybody hears of it.</summary>
    private VaultViewer Make(IReadOnlyList<VaultViewer> viewers)
    {
        var from = viewers.Count > 0 ? Math.Max(Now, viewers[^1].NotBefore + 1) : Now;
        var made = new VaultViewer(
            AgentId.New().Value, ExportableKeys.New(KeyAgreementAlgorithm.X25519), from, from + Cxe1Limits.ViewerLife);
        Profile.OwnerKeys.KeepViewers([.. viewers.TakeLast(OwnerVault.MaxViewers - 1), made]);
        return made;
    }

    private async Task PublishAsync(ExchangeApi owner, VaultViewer viewer, CancellationToken ct)
    {
        // The signature is deterministic: published again, these are the same bytes.
        var certificate = ViewerCertificate.Issue(
            Profile.OwnerKeys.Identity, viewer.Viewer, viewer.Ovk.RawPublicKey(), viewer.NotBefore, viewer.NotAfter);
        await owner.PublishViewerAsync(certificate.Bytes.ToArray(), ct);
        KeyHistory.Keep(core.Store, Profile.Agent.Value, certificate);
        Profile.Keep("viewer-published", ClientRows.Key(viewer.Viewer));
    }

    private bool IsPublished(VaultViewer viewer) =>
        Profile.Find("viewer-published") is { } id && new Guid(id, bigEndian: true) == viewer.Viewer;

    private async Task DestroyAsync(ExchangeApi owner, CancellationToken ct)
    {
        var viewers = Profile.OwnerKeys.Open().Viewers;
        if (!viewers.Any(viewer => IsOver(viewer, days: 0))) return;
        if (await LongestRetentionAsync(owner, ct) is not { } days) return;
        var kept = viewers.Where(viewer => !IsOver(viewer, days)).ToArray();
        if (kept.Length < viewers.Count) Profile.OwnerKeys.KeepViewers(kept);
    }

    private bool IsOver(VaultViewer viewer, int days) =>
        viewer.NotAfter + UnderWay + (days * Cxe1Limits.Day) <= Now;

    /// <summary>Days over all connections of all agents; null: one keeps its messages for ever.</summary>
    private static async Task<int?> LongestRetentionAsync(ExchangeApi owner, CancellationToken ct)
    {
        var longest = 0;
        foreach (var agent in await owner.GetAgentsAsync(ct))
        {
            foreach (var connection in await owner.GetConnectionsAsync(agent.Agent, ct))
            {
                if (connection.Policy.Retention == 0) return null;
                longest = Math.Max(longest, connection.Policy.Retention);
            }
        }

        return longest;
    }
}
