using System.Text;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Makes a profile known to its server, step by step: owner, agent, device, device list, prekeys. Every step may be
/// repeated, so a registration that was interrupted is finished by running it again. Also renews what ends: certificate
/// and prekeys.
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
                profile.OwnerKeys.Identity, profile.Agent.Value, profile.AgentKey.RawPublicKey(), Now);
            var registered = await owner.RegisterAgentAsync(
                new AgentRegistration(profile.Agent, profile.DisplayName, certificate.Bytes.ToArray()), ct);
            profile.OwnerKeys.KeepAgent(new VaultAgent(
                profile.Agent.Value, ExportableKeys.Copy(SignatureAlgorithm.Ed25519, profile.AgentKey),
                profile.DisplayName));
            profile.UseKey(registered.ApiKey);
        }

        await RenewAsync(ct);
        return isOperator;
    }

    /// <summary>Makes this device one more of an agent that exists; its owner's keys are at hand.</summary>
    /// <returns>The last mailbox sequence that some device of the agent has acknowledged.</returns>
    public async Task<long> EnrolAsync(CancellationToken ct)
    {
        var owner = await sessions.AsOwnerAsync(ct);
        var devices = (await owner.GetAgentAsync(profile.Agent, ct)).Devices;
        await CertifyAsync(owner, ct);
        await ChangeListAsync(WithThisDevice, ct);
        if (profile.ApiKey is null) await AddKeyAsync(owner, ct);
        await RenewAsync(ct);
        profile.Keep("enrolled", [1]);
        return devices.Select(device => device.Acknowledged).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// Destroys keys and records whose time is over, then renews the device's certificate, its list entry and its
    /// prekeys where they are missing or near their end.
    /// </summary>
    public async Task RenewAsync(CancellationToken ct)
    {
        ExpiringState.Destroy(profile.Store, Now);
        SentLineages.Destroy(profile.Store, time.GetUtcNow());
        if (profile.Device.Certificate is not { } certificate || certificate.NotAfter - CertificateMargin < Now)
            await CertifyAgainAsync(ct);
        if (KeyHistory.Newest(profile.Store, profile.Agent.Value) is null)
            await ChangeListAsync(WithThisDevice, ct);
        if (PrekeyMadeAt() is not { } made || made + PrekeyAge < Now)
        {
            await PublishPrekeyAsync(ct);
            await RefillOneTimePrekeysAsync(ct);
        }
    }

    /// <summary>Publishes as many one-time prekeys as the server keeps, where it has few left.</summary>
    public async Task RefillOneTimePrekeysAsync(CancellationToken ct)
    {
        var session = await sessions.AsDeviceAsync(ct);
        var (agent, device) = (profile.Agent, profile.DeviceId);
        var left = (await session.CountOneTimePrekeysAsync(agent, device, ct)).Count;
        if (left >= Cxe1Limits.OneTimePrekeysLow) return;
        var made = PrekeyShelf.Publish(
            profile.Store, profile.Device, PrekeyKind.OneTimePrekey, Cxe1Limits.OneTimePrekeys - left, Now);
        await session.AddOneTimePrekeysAsync(agent, device, [.. made.Select(one => one.Bytes.ToArray())], ct);
    }

    /// <summary>Publishes the next device list.</summary>
    /// <param name="change">From the devices that are listed to those that shall be.</param>
    /// <param name="ct">Stops before it is published.</param>
    public async Task ChangeListAsync(
        Func<IReadOnlyList<ListedDevice>, IReadOnlyList<ListedDevice>> change, CancellationToken ct)
    {
        var session = await sessions.AsDeviceAsync(ct);
        // Another device of the agent may have published meanwhile: its list is read, and the next one follows it.
        for (var attempt = 0; ; attempt++)
        {
            var keys = await session.GetOwnKeysAsync(profile.Agent, ct);
            IdentitySteps.FollowOwn(profile, keys, Now);
            KeyBook.Keep(profile.Store, profile.Identity, keys);
            var previous = KeyHistory.Newest(profile.Store, profile.Agent.Value);
            var devices = change(previous is null ? [] : [.. previous.Devices]);
            if (previous is not null && previous.Devices.ToHashSet().SetEquals(devices)) return;
            var list = DeviceList.Issue(
                profile.AgentKey, profile.Agent.Value, Math.Max(Now, previous?.Created ?? 0), devices, previous);
            try
            {
                await session.PublishDirectoryAsync(profile.Agent, list.Bytes.ToArray(), ct);
                KeyHistory.Keep(profile.Store, list);
                return;
            }
            catch (ProblemException e) when (e.Code is "stale-version" or "conflict" && attempt < 2)
            {
                // Read again.
            }
        }
    }

    private IReadOnlyList<ListedDevice> WithThisDevice(IReadOnlyList<ListedDevice> devices) =>
        devices.Any(one => one.Device == profile.Device.Device)
            ? devices
            : [.. devices, new ListedDevice(profile.Device.Device, profile.Device.DskPublic, Now)];

    private long? PrekeyMadeAt() => profile.Find("prekey-made") is { } at ? ClientRows.Number(at) : null;

    /// <summary>
    /// A known device renews with its API key: the owner's keys may be locked for months. One whose key was rotated or
    /// revoked elsewhere renews as the owner, and gets another.
    /// </summary>
    private async Task CertifyAgainAsync(CancellationToken ct)
    {
        if (profile.ApiKey is { } key)
        {
            try
            {
                await CertifyAsync(api.As(key), ct);
                return;
            }
            catch (ProblemException e) when (e.Code == "unauthenticated")
            {
                // As the owner, then.
            }
        }

        var owner = await sessions.AsOwnerAsync(ct);
        await CertifyAsync(owner, ct);
        await AddKeyAsync(owner, ct);
    }

    private async Task AddKeyAsync(ExchangeApi owner, CancellationToken ct)
    {
        try
        {
            profile.UseKey((await owner.AddKeyAsync(profile.Agent, ct)).ApiKey);
        }
        catch (ProblemException e) when (e.Code == "limit-reached")
        {
            // Without a key of its own the device renews its certificate as the owner.
        }
    }

    private async Task<bool> RegisterOwnerAsync(string? email, string? bootstrap, CancellationToken ct)
    {
        var challenge = await api.GetChallengeAsync(ct);
        var expiry = Sessions.ExpiryFor(challenge);
        var signature = Sessions.Prove(
            profile.OwnerKeys.Identity, profile.Server, profile.Owner.Value, Guid.Empty, challenge.Nonce, expiry);
        var registered = await api.RegisterOwnerAsync(
            new OwnerRegistration(
                profile.Owner, profile.DisplayName, email, profile.OwnerKeys.PublicKey.ToArray(), challenge.Nonce,
                expiry, signature, bootstrap),
            ct);
        sessions.Use(registered);
        return registered.Operator;
    }

    private async Task CertifyAsync(ExchangeApi certifier, CancellationToken ct)
    {
        var device = profile.Device;
        // An hour back, for peers whose clocks are behind.
        var from = Now - Cxe1Limits.Hour;
        var certificate = DeviceCertificate.Issue(
            profile.AgentKey, device.Agent, device.Device, device.DskPublic, from,
            from + Cxe1Limits.DeviceCertificateLife);
        await certifier.EnrolDeviceAsync(
            profile.Agent,
            new DeviceRegistration(profile.DeviceId, Environment.MachineName, certificate.Bytes.ToArray()), ct);
        var error = device.AcceptCertificate(profile.Store, certificate, profile.AgentKey.RawPublicKey());
        if (error != Cxe1Error.None) throw new InvalidOperationException($"The own certificate was refused: {error}.");
        KeyHistory.Keep(profile.Store, certificate);
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
