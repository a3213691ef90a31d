using System.Globalization;

namespace ContextExchange.LoadGenerator;

/// <summary>What processes have used, from /proc.</summary>
internal static class ProcessUsage
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system CPU seconds of some processes since they started.</summary>
    public static double CpuSeconds(IEnumerable<int> processes) =>
        processes.Sum(process => CpuTimes.Of(process).Own) / TicksPerSecond;

    /// <summary>
    /// User and system CPU seconds of a process and of every one that it has started, those that have ended included:
    /// what a database's server has used that starts a process for each connection.
    /// </summary>
    public static double CpuSecondsOfFamily(int process)
    {
        while (true)
        {
            var before = CpuTimes.Of(process);
            var children = Directory.EnumerateDirectories("/proc")
                .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
                .Select(CpuTimes.TryRead)
                .Where(times => times?.Parent == process)
                .Sum(times => times!.Own + times.OfEnded);
            // A child that ended meanwhile was counted in neither place, or in both.
            if (CpuTimes.Of(process).OfEnded == before.OfEnded)
                return (before.Own + before.OfEnded + children) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory of some processes in MiB, pages that they share counted for each.</summary>
    public static double ResidentMiB(IEnumerable<int> processes) => processes.Sum(process =>
    {
        var line = File.ReadLines($"/proc/{process}/status")
            .First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        var kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    });

    /// <param name="Parent">Who started it.</param>
    /// <param name="Own">Ticks of its own.</param>
    /// <param name="OfEnded">Ticks of its children that have ended and of theirs.</param>
    private sealed record CpuTimes(int Parent, long Own, long OfEnded)
    {
        public static CpuTimes Of(int process) =>
            TryRead($"/proc/{process}") ?? throw new IOException($"Process {process} has ended.");

        /// <summary>Null when it is gone.</summary>
        public static CpuTimes? TryRead(string folder)
        {
            try
            {
                var text = File.ReadAllText(Path.Combine(folder, "stat"));
                // Behind the name, which may hold anything: state, parent, and from the eleventh on the times.
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                return new CpuTimes((int)Field(1), Field(11) + Field(12), Field(13) + Field(14));

                long Field(int number) => long.Parse(fields[number], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
