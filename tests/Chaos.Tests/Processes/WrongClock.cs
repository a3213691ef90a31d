using System.Buffers.Binary;
using ContextExchange.Storage.Tests;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>
/// The time of day of one process, which stands as far from the machine's as is said, from one moment to the next.
/// </summary>
internal sealed class WrongClock
{
    private const string Compiler = "/usr/bin/cc";
    private const string Source = "tests/Chaos.Tests/Processes/wrong-clock.c";

    private readonly string _file;

    private WrongClock(string file, string library)
    {
        _file = file;
        Environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CEX_CLOCK"] = file };
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Reason =>
        File.Exists(Compiler) ? null : "needs a C compiler: apt-get install -y gcc libc6-dev";

    /// <summary>What the process must be started with.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>A clock for one process.</summary>
    /// <param name="folder">Where it keeps its files.</param>
    /// <param name="ahead">How far it stands ahead of the machine's; behind where it is negative.</param>
    public static WrongClock In(string folder, TimeSpan ahead)
    {
        var library = Path.Combine(folder, "wrong-clock.so");
        PostgresPrograms.Run(
            Compiler, "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, Checkout.FileAt(Source), "-ldl");
        var clock = new WrongClock(Path.Combine(folder, "clock"), library);
        clock.Set(ahead);
        return clock;
    }

    /// <summary>Sets it. Who reads meanwhile sees the one or the other.</summary>
    public void Set(TimeSpan ahead)
    {
        Span<byte> nanoseconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(nanoseconds, (long)ahead.TotalNanoseconds);
        // Never shorter than it was: the process has it mapped.
        using var file = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 0);
        file.Write(nanoseconds);
    }
}
