using System.Globalization;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>What Linux says about processes.</summary>
internal static class ProcessTable
{
    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        var parent = $"PPid:\t{process}";
        return
        [
            .. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder))
                .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)
                    && Status(name).Contains(parent, StringComparer.Ordinal))
                .Select(name => int.Parse(name, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>A dead process whose parent has not asked yet is gone as well.</summary>
    public static bool IsGone(int process) =>
        Status($"{process}") is not { Length: > 0 } status
        || status.Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));

    /// <summary>Memory that it holds, in bytes; 0 when it is gone.</summary>
    public static long ResidentBytes(int process) =>
        Status($"{process}").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
            ? 1_024 * long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2],
                CultureInfo.InvariantCulture)
            : 0;

    /// <summary>
    /// Which of some processes has the local end of a TCP connection; 0 when none has.
    /// </summary>
    /// <param name="port">The local end's.</param>
    /// <param name="among">Whom to look at.</param>
    public static int OwnerOf(int port, IEnumerable<int> among)
    {
        var local = $":{port:X4}";
        // A socket for both families speaks IPv4 too and stands in the second table.
        var inode = Lines("/proc/net/tcp").Skip(1).Concat(Lines("/proc/net/tcp6").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith(local, StringComparison.Ordinal))
            .Select(fields => fields[9]).FirstOrDefault(inode => inode != "0");
        if (inode is null) return 0;
        var wanted = $"socket:[{inode}]";
        return among.FirstOrDefault(process => Sockets(process).Contains(wanted, StringComparer.Ordinal));
    }

    private static IEnumerable<string> Sockets(int process)
    {
        var folder = new DirectoryInfo($"/proc/{process}/fd");
        try
        {
            return [.. folder.EnumerateFiles().Select(file => file.LinkTarget ?? "")];
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }

    private static string[] Status(string process) => Lines($"/proc/{process}/status");

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return [];
        }
    }
}
