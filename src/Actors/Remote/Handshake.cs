using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Actors;

/// <summary>
/// Both silos prove that they know the cluster's secret without sending it: each answers the other's nonce with an HMAC
/// over everything that both said, so that neither half can be replayed, moved to other silos, or thrown back.
/// </summary>
internal sealed class Handshake(ClusterOptions options, SiloConnection connection)
{
    private const int Version = 1;
    private const int NonceSize = 32;
    private const int MaxFrame = 1_024;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Secret);

    /// <summary>The dialling side.</summary>
    /// <exception cref="HandshakeException">The other silo refuses, or is not what it should be.</exception>
    internal async Task DialAsync(SiloAddress self, SiloAddress to, CancellationToken cancellationToken)
    {
        var hello = Write(FrameKind.Hello, writer =>
        {
            writer.PutVarint(Version);
            writer.PutText(options.ClusterId);
            writer.PutText(self.Name);
            writer.PutText(to.Name);
            writer.PutBytes(RandomNumberGenerator.GetBytes(NonceSize));
        });
        await SendAsync(hello, cancellationToken).ConfigureAwait(false);

        var answer = await ReceiveAsync(FrameKind.Hello, to.Name, cancellationToken).ConfigureAwait(false);
        var transcript = Transcript(hello, answer.AsSpan(0, NonceSize));
        if (!Matches(answer.AsSpan(NonceSize), "accepts", transcript))
        {
            var reason = $"{to.Name} at {to.Endpoint} does not know the secret of this cluster.";
            await RefuseAsync("The secrets of the two silos differ.", cancellationToken).ConfigureAwait(false);
            throw new HandshakeException(reason);
        }

        await SendAsync(Write(FrameKind.Proof, writer => writer.PutBytes(Mac("dials", transcript))), cancellationToken)
            .ConfigureAwait(false);
        await ReceiveAsync(FrameKind.Welcome, to.Name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The accepting side; answers the name of the silo that dialled.</summary>
    /// <exception cref="HandshakeException">The other silo is refused, and knows why.</exception>
    internal async Task<string> AcceptAsync(SiloAddress self, CancellationToken cancellationToken)
    {
        var hello = await ReceiveAsync(FrameKind.Hello, "a stranger", cancellationToken).ConfigureAwait(false);
        var (from, refusal) = Judge(hello, self);
        if (refusal is not null) await RefuseAsync(refusal, cancellationToken).ConfigureAwait(false);
        if (refusal is not null) throw new HandshakeException(refusal);

        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var transcript = Transcript(Frame(FrameKind.Hello, hello), nonce);
        var answer = Write(FrameKind.Hello, writer =>
        {
            writer.PutRaw(nonce);
            writer.PutRaw(Mac("accepts", transcript));
        });
        await SendAsync(answer, cancellationToken).ConfigureAwait(false);

        var proof = await ReceiveAsync(FrameKind.Proof, from, cancellationToken).ConfigureAwait(false);
        if (!Matches(proof.AsSpan(1), "dials", transcript))
        {
            await RefuseAsync("The secrets of the two silos differ.", cancellationToken).ConfigureAwait(false);
            throw new HandshakeException($"A silo that calls itself {from} does not know the secret of this cluster.");
        }

        await SendAsync(Write(FrameKind.Welcome, _ => { }), cancellationToken).ConfigureAwait(false);
        return from;
    }

    private (string From, string? Refusal) Judge(byte[] hello, SiloAddress self)
    {
        var reader = new MessageReader(hello, null);
        var version = reader.Varint();
        if (version != Version) return ("", $"This silo speaks version {Version}, not {version}.");
        var cluster = reader.Text();
        var from = reader.Text();
        var to = reader.Text();
        if (reader.TakeBytes().Length != NonceSize) return ("", "The greeting is malformed.");
        if (cluster != options.ClusterId) return (from, $"This is the cluster {options.ClusterId}, not {cluster}.");
        return (from, to == self.Name ? null : $"This is {self.Name}, not {to}.");
    }

    private async Task<byte[]> ReceiveAsync(FrameKind expected, string from, CancellationToken cancellationToken)
    {
        var frame = await Frames.ReadOneAsync(connection.Input, MaxFrame, cancellationToken).ConfigureAwait(false)
            ?? throw new HandshakeException($"{from} ended the connection during the handshake.");
        var kind = (FrameKind)frame[0];
        var enough = expected switch
        {
            FrameKind.Hello when from == "a stranger" => true,
            FrameKind.Hello => frame.Length == 1 + NonceSize + HMACSHA256.HashSizeInBytes,
            FrameKind.Proof => frame.Length == 2 + HMACSHA256.HashSizeInBytes,
            _ => true,
        };
        if (kind == FrameKind.Refusal) throw new HandshakeException($"{from} refused: {Reason(frame)}");
        return kind == expected && enough
            ? frame[1..]
            : throw new HandshakeException($"{from} does not follow the handshake.");
    }

    private static string Reason(byte[] frame) => new MessageReader(frame.AsSpan(1), null).Text();

    private Task RefuseAsync(string reason, CancellationToken cancellationToken) =>
        SendAsync(Write(FrameKind.Refusal, writer => writer.PutText(reason)), cancellationToken);

    private async Task SendAsync(byte[] frame, CancellationToken cancellationToken) =>
        await connection.Output.WriteAsync(frame, cancellationToken).ConfigureAwait(false);

    private static byte[] Frame(FrameKind kind, byte[] body) => Write(kind, writer => writer.PutRaw(body));

    private static byte[] Write(FrameKind kind, Action<MessageWriter> write)
    {
        var writer = MessageWriter.Rent(MaxFrame);
        try
        {
            writer.BeginFrame(kind);
            write(writer);
            writer.EndFrame();
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    private static byte[] Transcript(byte[] hello, ReadOnlySpan<byte> nonce) => [.. hello, .. nonce];

    private byte[] Mac(string role, byte[] transcript) =>
        HMACSHA256.HashData(
        _key, (byte[])[.. Encoding.UTF8.GetBytes($"silo {role}\0"), .. transcript]);

    private bool Matches(ReadOnlySpan<byte> mac, string role, byte[] transcript) =>
        CryptographicOperations.FixedTimeEquals(mac, Mac(role, transcript));
}
