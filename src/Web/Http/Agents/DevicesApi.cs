using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>An agent's devices and the keys that they publish.</summary>
internal static class DevicesApi
{
    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        var agent = routes.MapGroup("/v1/agents/{agent}").WithTags("Agents");
        agent.MapPost("devices", Enrol).For(Access.AgentKeyOrOwner).Audited("device.enrol")
            .Describe("Enrol a device.",
                "The first one of an API key is active at once (201); later ones wait for the owner (202).");
        agent.MapPost("devices/{device}/approve", Approve).For(Access.Owner).Audited("device.approve")
            .Describe("Let a waiting device in.");
        agent.MapDelete("devices/{device}", Revoke).For(Access.Owner).Audited("device.revoke")
            .Describe("Revoke a device at once.", "Its sockets are closed and its prekeys dropped.");
        agent.MapPut("directory", PublishDirectory).For(Access.AgentDevice).Audited("directory.publish")
            .Describe("Publish the signed device list, one version higher than the last.");
        agent.MapPost("rotations", Rotate).For(Access.Owner).Audited("agent.rotate")
            .Describe(
                "Replace the agent's identity key by one that the old key has signed.",
                "With all that it certifies: the agent, the device list, every active device.");
        agent.MapPut("devices/{device}/prekey", PublishPrekey).For(Access.AgentDevice).Audited("prekey.publish")
            .Describe("Replace this device's signed prekey.");
        agent.MapGet("directory", Directory).For(Access.AgentOrOwner)
            .Describe("The agent's own keys, as its peers get them.");
        agent.MapPost("devices/{device}/one-time-prekeys", AddPrekeys).For(Access.AgentDevice)
            .Audited("one-time-prekeys.publish")
            .Describe(
                "Add one-time prekeys of this device.", "At most 100 in all; the answer says how many there are.");
        agent.MapGet("devices/{device}/one-time-prekeys", CountPrekeys).For(Access.AgentDevice)
            .Describe("How many one-time prekeys of this device can still be handed out.");
    }

    private static async Task<Results<Created<DeviceAnswer>, Accepted<DeviceAnswer>, Refused>> Enrol(
        AgentId agent, DeviceRegistration body, HttpContext http, IGrainFactory grains, AlertPost alerts)
    {
        http.NoteSubject(body.Device.ToString());
        if (!Text.IsName(body.Name))
            return new Refused(Refusal.Malformed);
        var grain = grains.Agent(agent);
        var byOwner = http.Caller.Kind == CredentialKind.OwnerSession;
        // A known device that renews its certificate is no news.
        var isNew = (await grain.Get())?.Devices.Any(device => device.Id == body.Device) == false;
        var refusal = await grain.EnrolDevice(new DeviceEnrolment(body.Device, body.Name, body.Certificate), byOwner);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        if ((await grain.Get())?.Devices.FirstOrDefault(device => device.Id == body.Device) is not { } view)
            return new Refused(Refusal.NotFound);
        if (isNew)
            alerts.Tell(agent, name => view.Standing == DeviceStanding.Waiting
                ? English.DeviceWaits(name, body.Device)
                : English.DeviceAdded(name, body.Device));
        return view.Standing == DeviceStanding.Waiting
            ? TypedResults.Accepted($"/v1/agents/{agent}", DeviceAnswer.Of(view))
            : TypedResults.Created($"/v1/agents/{agent}", DeviceAnswer.Of(view));
    }

    private static async Task<Results<NoContent, Refused>> Approve(
        AgentId agent, DeviceId device, IGrainFactory grains) =>
        Answers.Done(await grains.Agent(agent).ApproveDevice(device));

    private static async Task<Results<NoContent, Refused>> Revoke(
        AgentId agent, DeviceId device, IGrainFactory grains) =>
        Answers.Done(await grains.Agent(agent).RevokeDevice(device));

    private static async Task<Results<NoContent, Refused>> PublishDirectory(
        AgentId agent, DirectoryBody body, HttpContext http, IGrainFactory grains) =>
        Answers.Done(await grains.Agent(agent).PublishDirectory(http.CallingDevice, body.Directory));

    private static async Task<Results<NoContent, Refused>> Rotate(
        AgentId agent, RotationBody body, IGrainFactory grains) =>
        Answers.Done(await grains.Agent(agent).RotateIdentity(
            new IdentityRotation(body.Rotation, body.Certificate, body.Directory, body.DeviceCertificates)));

    private static async Task<Results<Ok<KeysAnswer>, Refused>> Directory(AgentId agent, IGrainFactory grains) =>
        Answers.Found(await grains.Agent(agent).GetKeys() is { } keys ? KeysAnswer.Of(keys) : null);

    private static async Task<Results<Ok<PrekeyCountAnswer>, Refused>> AddPrekeys(
        AgentId agent, DeviceId device, OneTimePrekeysBody body, HttpContext http, IGrainFactory grains) =>
        device == http.CallingDevice.Device
            ? Counted(await grains.Agent(agent).PublishOneTimePrekeys(http.CallingDevice, body.Prekeys))
            : new Refused(Refusal.NotFound);

    private static async Task<Results<Ok<PrekeyCountAnswer>, Refused>> CountPrekeys(
        AgentId agent, DeviceId device, HttpContext http, IGrainFactory grains) =>
        device == http.CallingDevice.Device
            ? Counted(await grains.Agent(agent).CountOneTimePrekeys(http.CallingDevice))
            : new Refused(Refusal.NotFound);

    private static Results<Ok<PrekeyCountAnswer>, Refused> Counted(PrekeyCount counted) =>
        counted.Refusal == Refusal.None
            ? TypedResults.Ok(new PrekeyCountAnswer(counted.Count))
            : new Refused(counted.Refusal);

    private static async Task<Results<NoContent, Refused>> PublishPrekey(
        AgentId agent, DeviceId device, PrekeyBody body, HttpContext http, IGrainFactory grains) =>
        device == http.CallingDevice.Device
            ? Answers.Done(await grains.Agent(agent).PublishPrekey(http.CallingDevice, body.Prekey))
            : new Refused(Refusal.NotFound);
}
