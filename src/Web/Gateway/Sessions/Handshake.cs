using System.Text;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Step 1 of a message's road: finds out which device speaks. Every failure looks alike and costs about the same.
/// </summary>
internal sealed class Handshake(IGrainFactory grains, ConnectProofs proofs, CredentialChecker credentials)
{
    /// <summary>Who answered the challenge; null when the answer proves nothing.</summary>
    /// <param name="answer">The client's first frame.</param>
    /// <param name="nonce">The 32 bytes that this socket was challenged with.</param>
    public async ValueTask<SessionCaller?> CheckAsync(Frame answer, ReadOnlyMemory<byte> nonce) => answer.Type switch
    {
        FrameType.Connect => await CheckProofAsync(ConnectFrame.Read(answer), nonce),
        FrameType.ConnectTicket => await CheckTicketAsync(ConnectTicketFrame.Read(answer)),
        _ => null,
    };

    private async ValueTask<SessionCaller?> CheckProofAsync(ConnectFrame connect, ReadOnlyMemory<byte> nonce)
    {
        var key = await grains.GetGrain<IAgentGrain>(connect.Agent.ToString()).GetDeviceKey(connect.Device);
        var proof = new Proof(nonce, connect.Expiry, connect.Signature);
        return proofs.IsSigned(proof, connect.Agent.Value, connect.Device.Value, key.Span)
            ? new SessionCaller(new DeviceIdentity(connect.Agent, connect.Device), connect.Ref, connect.Resume, null)
            : null;
    }

    private async ValueTask<SessionCaller?> CheckTicketAsync(ConnectTicketFrame connect)
    {
        if (!CredentialText.TryParse(Encoding.ASCII.GetString(connect.Ticket.Span), out var text)
            || text.Kind != CredentialKind.Ticket)
            return null;
        return await credentials.CheckAsync(text) is { Agent: { } agent, Device: { } device } subject
            ? new SessionCaller(new DeviceIdentity(agent, device), connect.Ref, connect.Resume, subject.Parent)
            : null;
    }
}
