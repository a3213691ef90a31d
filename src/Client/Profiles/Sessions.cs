using System.Text;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The REST calls with the right credential: signs in when there is no session or it is about to end. The device's
/// session, of 15 minutes, is kept in the store like its keys, so that one command after the other needs no new one;
/// the owner's lives in memory only. Thread safe.
/// </summary>
internal sealed class Sessions(ExchangeApi api, DeviceProfile profile, TimeProvider time) : IDisposable
{
    private const string DeviceRow = "device-session";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private SessionGrant? _owner;
    private SessionGrant? _device;

    /// <summary>Calls as the owner.</summary>
    public async Task<ExchangeApi> AsOwnerAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (IsOver(_owner)) _owner = await SignInOwnerAsync(ct);
            return api.As(_owner.Session);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Calls as the agent, with this device proven.</summary>
    public async Task<ExchangeApi> AsDeviceAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            _device ??= Kept();
            if (IsOver(_device)) _device = await SignInDeviceAsync(ct);
            return api.As(_device.Session, RenewDeviceAsync);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The server does not know a session (any more): it is forgotten, and the next one used.</summary>
    private async Task<string> RenewDeviceAsync(string refused, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_device?.Session == refused)
            {
                _device = null;
                profile.Drop(DeviceRow);
            }

            if (IsOver(_device)) _device = await SignInDeviceAsync(ct);
            return _device.Session;
        }
        finally
        {
            _turn.Release();
        }
    }

    private SessionGrant? Kept() => profile.Find(DeviceRow) is { Length: > 8 } row
        ? new SessionGrant(
            Encoding.ASCII.GetString(row.AsSpan(8)), DateTimeOffset.FromUnixTimeMilliseconds(ClientRows.Number(row)))
        : null;

    /// <summary>Takes over a session that registration gave.</summary>
    public void Use(OwnerRegistered registered) =>
        _owner = new SessionGrant(registered.Session, registered.ExpiresAt);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    /// <summary>A proof over a challenge of the server.</summary>
    public static byte[] Prove(
        Key key, Uri server, Guid subject, Guid device, ReadOnlySpan<byte> nonce, DateTimeOffset expiry)
    {
        var origin = ConnectProof.HashOfOrigin(ServerOrigin.Of(server));
        var proof = ConnectProof.Issue(
            key, origin, subject, device, new Bytes32(nonce), expiry.ToUnixTimeMilliseconds());
        return proof.Bytes.Span[^Cxe1Limits.SignatureSize..].ToArray();
    }

    /// <summary>
    /// The challenge's own end, a little earlier: it is by the server's clock, so that a wrong clock here does not
    /// matter.
    /// </summary>
    public static DateTimeOffset ExpiryFor(Challenge challenge) => challenge.ExpiresAt - TimeSpan.FromSeconds(5);

    private bool IsOver([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] SessionGrant? session) =>
        session is null || session.ExpiresAt - Margin < time.GetUtcNow();

    private async Task<SessionGrant> SignInOwnerAsync(CancellationToken ct)
    {
        var challenge = await api.GetChallengeAsync(ct);
        var expiry = ExpiryFor(challenge);
        var signature = Prove(
            profile.OwnerKeys.Identity, profile.Server, profile.Owner.Value, Guid.Empty, challenge.Nonce, expiry);
        return await api.SignInOwnerAsync(new OwnerSignIn(profile.Owner, challenge.Nonce, expiry, signature), ct);
    }

    private async Task<SessionGrant> SignInDeviceAsync(CancellationToken ct)
    {
        var challenge = await api.GetChallengeAsync(ct);
        var expiry = ExpiryFor(challenge);
        var device = profile.Device;
        var signature = Prove(device.Dsk, profile.Server, device.Agent, device.Device, challenge.Nonce, expiry);
        var grant = await api.SignInDeviceAsync(
            new DeviceSignIn(profile.Agent, profile.DeviceId, challenge.Nonce, expiry, signature), ct);
        profile.Keep(
            DeviceRow,
            [.. ClientRows.Key(grant.ExpiresAt.ToUnixTimeMilliseconds()), .. Encoding.ASCII.GetBytes(grant.Session)]);
        return grant;
    }
}
