using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>world.json: named bytes, and what the parties of the cases know of each other.</summary>
internal sealed class VectorWorld(JsonObject json)
{
    public JsonObject Json { get; } = json;

    public static VectorWorld Empty() =>
        new(new() { ["blobs"] = new JsonObject(), ["directories"] = new JsonObject(),
            ["connections"] = new JsonObject() });

    /// <summary>Adds a blob and gives the reference to it.</summary>
    public string Add(string name, ReadOnlyMemory<byte> bytes)
    {
        Json["blobs"]![name] = Hex(bytes.Span);
        return "@" + name;
    }

    public byte[] Bytes(JsonNode? reference)
    {
        var text = reference!.GetValue<string>();
        return Hex(text.StartsWith('@') ? Json["blobs"]![text[1..]]!.GetValue<string>() : text);
    }

    public ConnectionTerms Terms(JsonNode? reference) =>
        ConnectionTerms.TryParse(Bytes(reference), out var terms, out var error)
            ? terms
            : throw new InvalidDataException(error.ToString());

    public AgentDirectory Directory(JsonNode? name) =>
        TryVerify(Json["directories"]![name!.GetValue<string>()]!, out var directory, out var error)
            ? directory!
            : throw new InvalidDataException(error.ToString());

    public bool TryVerify(JsonNode json, out AgentDirectory? directory, out Cxe1Error error) =>
        AgentDirectory.TryVerify(
            Identity(json["identity"])!.Value,
            List<DeviceList>(json["lists"], (ReadOnlyMemory<byte> bytes, out DeviceList? one) =>
                DeviceList.TryParse(bytes, out one, out _)),
            List<DeviceCertificate>(json["certificates"], (ReadOnlyMemory<byte> bytes, out DeviceCertificate? one) =>
                DeviceCertificate.TryParse(bytes, out one, out _)),
            List<Prekey>(json["prekeys"], (ReadOnlyMemory<byte> bytes, out Prekey? one) => Prekey.TryParse(bytes,
                out one, out _)),
            List<ViewerCertificate>(json["viewers"], (ReadOnlyMemory<byte> bytes, out ViewerCertificate? one) =>
                ViewerCertificate.TryParse(bytes, out one, out _)),
            out directory,
            out error);

    public ConnectionContext Connection(JsonNode? name)
    {
        var json = Json["connections"]![name!.GetValue<string>()]!;
        return new()
        {
            Connection = Id(json["connection"]),
            Own = Identity(json["own"])!.Value,
            Peer = Identity(json["peer"])!.Value,
            OwnTerms = TermsOf(json["ownTerms"]),
            PeerTerms = TermsOf(json["peerTerms"]),
            Offers = json["offer"] is { } offer ? [Id(offer)] : [],
        };
    }

    public IReadOnlyList<ConnectionTerms> TermsOf(JsonNode? references) =>
        [.. references!.AsArray().Select(Terms)];

    public static AgentIdentity? Identity(JsonNode? json) =>
        json is null ? null : new(Id(json["agent"]), Bytes32Of(json["aik"]), Bytes32Of(json["oik"]));

    public static JsonObject Of(AgentIdentity identity) =>
        new() { ["agent"] = Of(identity.Agent), ["aik"] = $"{identity.Aik}", ["oik"] = $"{identity.Oik}" };

    public static string Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        Assert.True(id.TryWriteBytes(bytes, bigEndian: true, out _));
        return Hex(bytes);
    }

    public static Guid Id(JsonNode? text) => new(Hex(text!.GetValue<string>()), bigEndian: true);

    public static Bytes32 Bytes32Of(JsonNode? text) => new(Hex(text!.GetValue<string>()));

    private delegate bool Parse<T>(ReadOnlyMemory<byte> bytes, out T? one);

    private List<T> List<T>(JsonNode? references, Parse<T> parse) =>
    [
        .. references!.AsArray().Select(reference =>
            parse(Bytes(reference), out var one) ? one! : throw new InvalidDataException($"{reference}")),
    ];
}
