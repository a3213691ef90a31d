using System.Text;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Makes a profile known to its server, step by step: owner, agent, device, device list, prekey. Every step may be
/// repeated, so a registration that was interrupted is finished by running it again. Also renews what ends: certificate
/// and prekey.
/// </summary>
internal sealed class Enrolment(ExchangeApi api, DeviceProfile profile, Sessions sessions, TimeProvider time)
{
    /// <summary>
    /// A certificate is renewed when less than this is left, daily like the prekey: peers seal to a device that is away
    /// only as long as both last.
    /// </summary>
    private const long CertificateMargin = 6 * Cxe1Limits.Day;

    private const long PrekeyAge = Cxe1Limits.Day;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Registers whatever is not registered yet.</summary>
    /// <param name="email">The owner's address; null to give none.</param>
    /// <param name="bootstrap">The code that makes the first owner the operator; null otherwise.</param>
    /// <param name="ct">Stops between steps.</param>
    /// <returns>Whether the owner is an operator.</returns>
    public async Task<bool> RegisterAsync(string? email, string? bootstrap, CancellationToken ct)
    {
        var isOperator = false;
        if (profile.Find("owner-registered") is null)
        {
            isOperator = await RegisterOwnerAsync(email, bootstrap, ct);
            profile.Keep("owner-registered", [1]);
        }

        var owner = await sessions.AsOwnerAsync(ct);
        if (profile.ApiKey is null)
        {
            var certificate = AgentCertificate.Issue(
                profile.OwnerKey, profile.Agent.Value, profile.AgentKey.RawPublicKey(), Now);
            var registered = await owner.RegisterAgentAsync(
                new AgentRegistration(profile.Agent, profile.DisplayName, certificate.Bytes.ToArray()), ct);
            profile.Keep("api-key", Encoding.UTF8.GetBytes(registered.ApiKey));
        }

        await RenewAsync(ct);
        return isOperator;
    }

    /// <summary>
    /// Destroys keys and records whose time is over, then renews the device's certificate, its list entry and its
    /// prekey where they are missing or near their end.
    /// </summary>
    public async Task RenewAsync(CancellationToken ct)
    {
        ExpiringState.Destroy(profile.Store, Now);
        if (profile.Device.Certificate is not { } certificate || certificate.NotAfter - CertificateMargin < Now)
            await CertifyAsync(ct);
        if (OwnList() is null) await PublishListAsync(ct);
        if (PrekeyMadeAt() is not { } made || made + PrekeyAge < Now) await PublishPrekeyAsync(ct);
    }

    /// <summary>The newest device list that this device signed or saw; null before the first.</summary>
    public DeviceList? OwnList() => KeyHistory.Newest(profile.Store, profile.Agent.Value);

    private long? PrekeyMadeAt() => profile.Find("prekey-made") is { } at ? ClientRows.Number(at) : null;

    private async Task<bool> RegisterOwnerAsync(string? email, string? bootstrap, CancellationToken ct)
    {
        var challenge = await api.GetChallengeAsync(ct);
        var expiry = Sessions.ExpiryFor(challenge);
        var signature = Sessions.Prove(
            profile.OwnerKey, profile.Server, profile.Owner.Value, Guid.Empty, challenge.Nonce, expiry);
        var registered = await api.RegisterOwnerAsync(
            new OwnerRegistration(
                profile.Owner, profile.DisplayName, email, profile.OwnerKey.RawPublicKey().ToArray(), challenge.Nonce,
                expiry, signature, bootstrap),
            ct);
        sessions.Use(registered);
        return registered.Operator;
    }

    private async Task CertifyAsync(CancellationToken ct)
    {
        var device = profile.Device;
        // An hour back, for peers whose clocks are behind.
        var from = Now - Cxe1Limits.Hour;
        var certificate = DeviceCertificate.Issue(
            profile.AgentKey, device.Agent, device.Device, device.DskPublic, from,
            from + Cxe1Limits.DeviceCertificateLife);
        var owner = await sessions.AsOwnerAsync(ct);
        await owner.EnrolDeviceAsync(
            profile.Agent,
            new DeviceRegistration(profile.DeviceId, Environment.MachineName, certificate.Bytes.ToArray()), ct);
        var error = device.AcceptCertificate(profile.Store, certificate, profile.AgentKey.RawPublicKey());
        if (error != Cxe1Error.None) throw new InvalidOperationException($"The own certificate was refused: {error}.");
        KeyHistory.Keep(profile.Store, certificate);
    }

    private async Task PublishListAsync(CancellationToken ct)
    {
        var now = Now;
        var device = profile.Device;
        var list = DeviceList.Issue(
            profile.AgentKey, device.Agent, now, [new ListedDevice(device.Device, device.DskPublic, now)],
            previous: null);
        var session = await sessions.AsDeviceAsync(ct);
        await session.PublishDirectoryAsync(profile.Agent, list.Bytes.ToArray(), ct);
        KeyHistory.Keep(profile.Store, list);
    }

    private async Task PublishPrekeyAsync(CancellationToken ct)
    {
        var now = Now;
        var prekey = PrekeyShelf.Publish(profile.Store, profile.Device, PrekeyKind.SignedPrekey, 1, now)[0];
        var session = await sessions.AsDeviceAsync(ct);
        await session.PublishPrekeyAsync(profile.Agent, profile.DeviceId, prekey.Bytes.ToArray(), ct);
        profile.Keep("prekey-made", ClientRows.Key(now));
    }
}
