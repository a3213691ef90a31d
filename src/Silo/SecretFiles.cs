using System.Security.Cryptography;
using System.Text;
using ContextExchange.Grains;
using ContextExchange.Web.Http;
using Microsoft.Extensions.Options;

namespace ContextExchange.Silo;

/// <summary>
/// Reads the server's secrets from files, and makes them at the first start. A secret that others can read, that has
/// the wrong length, or that is missing beside data that needs it stops the start with a sentence that says what to do.
/// </summary>
internal static class SecretFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode Foreign = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly string[] Names = ["pepper", "lineage-key", "column-key"];

    /// <param name="options">Where the files are.</param>
    /// <param name="hasData">Whether the store has been used before; asked where a file is missing.</param>
    /// <exception cref="InvalidSecretException">A file cannot be used.</exception>
    public static ServerSecrets Load(ServerOptions options, Func<bool> hasData)
    {
        CreateFolder(options.DataFolder);
        var own = options.SecretsFolder is null;
        var folder = options.SecretsFolder ?? Path.Combine(options.DataFolder, "secrets");
        string[] missing = [.. Names.Select(name => Path.Combine(folder, name)).Where(path => !File.Exists(path))];
        if (missing.Length > 0 && hasData())
            throw new InvalidSecretException(
                $"The data needs secrets that are missing: put '{string.Join("', '", missing)}' back from where you "
                + "keep them (no backup of the data holds them).");
        if (own)
            CreateFolder(folder);
        return new ServerSecrets
        {
            Pepper = Read(folder, Names[0], own),
            LineageKey = Read(folder, Names[1], own),
            ColumnKey = Read(folder, Names[2], own),
        };
    }

    /// <summary>Makes a folder that only this user may enter, where there is none.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (File.Exists(folder))
            throw new OptionsValidationException(
                nameof(ServerOptions.DataFolder), typeof(ServerOptions),
                [$"'{folder}' is a file: name a folder for the data with --data."]);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnerFolder);
    }

    private static byte[] Read(string folder, string name, bool own)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return own ? Create(path)
                : throw new InvalidSecretException($"There is no file '{path}': put 32 random bytes there.");
        // Container secrets are mounted readable for all inside the container; nobody but root may have written them.
        var forbidden = own ? Foreign : UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & forbidden) != 0)
            throw new InvalidSecretException($"Others may {(own ? "read" : "change")} '{path}': run chmod 600 on it.");
        var content = File.ReadAllBytes(path);
        return Decode(content) ?? throw new InvalidSecretException(
            $"'{path}' holds {content.Length} bytes: a secret is 32 raw bytes, or their base64 or hex text.");
    }

    /// <summary>Written under another name and moved: a crash leaves no half secret.</summary>
    private static byte[] Create(string path)
    {
        var secret = RandomNumberGenerator.GetBytes(ServerSecrets.KeyLength);
        var draft = path + ".new";
        File.Delete(draft);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(draft, create))
        {
            file.Write(secret);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path);
        return secret;
    }

    private static byte[]? Decode(byte[] content)
    {
        if (content.Length == ServerSecrets.KeyLength)
            return content;
        var text = Encoding.ASCII.GetString(content).Trim();
        if (text.Length == 2 * ServerSecrets.KeyLength && text.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(text);
        var decoded = new byte[ServerSecrets.KeyLength];
        return text.Length == 44 && Convert.TryFromBase64String(text, decoded, out var written)
            && written == decoded.Length ? decoded : null;
    }
}
