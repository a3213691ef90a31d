using System.Text;
using System.Text.Json;

namespace ContextExchange.Protocol.Tests.Frames;

/// <summary>The files of protocol/golden.</summary>
internal static class GoldenFrames
{
    public static IReadOnlyList<GoldenFrame> Accepted { get; } = Load<GoldenFrame>("frames.json");

    public static IReadOnlyList<RefusedFrame> Refused { get; } = Load<RefusedFrame>("refused.json");

    /// <summary>A text of the protocol folder.</summary>
    public static string Text(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Where a file of the protocol folder stands.</summary>
    public static string PathOf(string file) => Path.Combine(Folder(), file);

    private static List<T> Load<T>(string file) =>
        JsonSerializer.Deserialize<List<T>>(Text(Path.Combine("golden", file)), JsonSerializerOptions.Web)!;

    private static string Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "protocol", "golden")))
                return Path.Combine(folder.FullName, "protocol");
        throw new DirectoryNotFoundException("No protocol/golden above " + AppContext.BaseDirectory);
    }
}

internal sealed record GoldenFrame(string Name, string From, JsonElement Frame, string Binary)
{
    public byte[] BinaryBytes => Convert.FromHexString(Binary);

    public byte[] JsonBytes => Encoding.UTF8.GetBytes(Frame.GetRawText().Replace(" ", "", StringComparison.Ordinal));
}

internal sealed record RefusedFrame(string Name, string From, string Encoding, string Data, int Zeros, string Reason)
{
    public string Title => $"{Name} / {Encoding}";

    public byte[] Bytes => Encoding == "json"
        ? System.Text.Encoding.UTF8.GetBytes(Data)
        : [.. Convert.FromHexString(Data), .. new byte[Zeros]];
}
