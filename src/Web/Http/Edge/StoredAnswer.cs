using System.Text;

namespace ContextExchange.Web.Http;

/// <summary>An answer as it left.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">Null for an answer without a body.</param>
/// <param name="Location">Null where there is none.</param>
/// <param name="Body">As it was sent.</param>
internal sealed record StoredAnswer(int Status, string? ContentType, string? Location, ReadOnlyMemory<byte> Body)
{
    private const byte Version = 1;

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(Status);
            writer.Write(ContentType ?? "");
            writer.Write(Location ?? "");
            writer.Write(Body.Span);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    public static StoredAnswer Parse(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8);
        if (reader.ReadByte() != Version) throw new InvalidDataException("A stored answer is of another version.");
        var status = reader.ReadInt32();
        var contentType = reader.ReadString();
        var location = reader.ReadString();
        var body = bytes[(int)reader.BaseStream.Position..];
        return new StoredAnswer(
            status, contentType.Length > 0 ? contentType : null, location.Length > 0 ? location : null, body);
    }
}
