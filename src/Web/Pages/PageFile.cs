using System.IO.Compression;
using System.Security.Cryptography;

namespace ContextExchange.Web.Pages;

/// <summary>One file of the dashboard as it is served.</summary>
internal sealed class PageFile
{
    private const string Assets = "assets/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly Lazy<byte[]> _compressed;

    /// <param name="name">Its path below the dashboard, with slashes.</param>
    /// <exception cref="ArgumentException">A kind of file that no page needs.</exception>
    public PageFile(string name, byte[] content)
    {
        Name = name;
        Content = content;
        Type = Types.GetValueOrDefault(Path.GetExtension(name))
            ?? throw new ArgumentException($"{name} has no type that a page is served with.", nameof(name));
        EntityTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
        _compressed = new Lazy<byte[]>(Compress);
    }

    public string Name { get; }

    public byte[] Content { get; }

    /// <summary>The content in Brotli. It is public and the same for everybody, so its length tells nothing.</summary>
    public byte[] Compressed => _compressed.Value;

    /// <summary>The media type.</summary>
    public string Type { get; }

    /// <summary>A strong entity tag, with its quotes.</summary>
    public string EntityTag { get; }

    /// <summary>Its name holds the hash of its content: it never changes.</summary>
    public bool IsImmutable => Name.StartsWith(Assets, StringComparison.Ordinal);

    private byte[] Compress()
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, CompressionLevel.Optimal))
            brotli.Write(Content);
        return target.ToArray();
    }
}
