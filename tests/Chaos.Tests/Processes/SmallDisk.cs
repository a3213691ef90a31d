using ContextExchange.Storage.Tests;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>A file system in memory of a few megabytes, which can be filled. Needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts one at a folder; null when its size is 0.</summary>
    public static async Task<SmallDisk?> MountAsync(string folder, int megabytes)
    {
        if (megabytes == 0) return null;
        Directory.CreateDirectory(folder);
        await ChildProcess.RunAsync(
            "/dev/null", "mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tmpfs", folder);
        return new SmallDisk(folder);
    }

    public void Dispose() => PostgresPrograms.Run("umount", "--lazy", _folder);
}
