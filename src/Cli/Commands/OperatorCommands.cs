using System.Text;
using ContextExchange.Grains.Storage;
using ContextExchange.Storage;

namespace ContextExchange.Cli;

/// <summary><c>cex audit</c>, <c>cex backup</c> and <c>cex restore</c>: for whoever runs a server.</summary>
internal static class OperatorCommands
{
    public static Command Audit() => new("audit", "The server's audit chain") { Export(), VerifyExport() };

    public static Command Backup()
    {
        var data = new Argument<string>("data") { Description = "The server's data folder" };
        var file = new Argument<string>("file") { Description = "The backup to make; must not exist" };
        return new Command("backup", "Back a SQLite server up, also while it runs") { data, file }.Does(run =>
        {
            Storing(() => SqliteBackup.Backup(run.Get(data), run.Get(file)));
            run.Terminal.Print(
                new DoneOutput("backup", run.Get(file)), CliJson.Default.DoneOutput, $"backup  {run.Get(file)}");
            return Task.CompletedTask;
        });
    }

    public static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "A backup" };
        var data = new Argument<string>("data") { Description = "The data folder to make; empty or missing" };
        return new Command("restore", "Make a data folder from a backup") { file, data }.Does(run =>
        {
            var notice = "";
            Storing(() => notice = SqliteBackup.Restore(run.Get(file), run.Get(data)).Notice);
            run.Terminal.Print(new DoneOutput("restore", run.Get(data)), CliJson.Default.DoneOutput, notice);
            return Task.CompletedTask;
        });
    }

    private static Command Export()
    {
        var file = new Argument<string>("file") { Description = "Where to; - is standard output" };
        return new Command("export", "Write the whole chain, one JSON object a line") { file }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            await using var output = run.Get(file) == "-" ? Console.OpenStandardOutput()
                : PrivateFile.Create(run.Get(file));
            await using var writer = new StreamWriter(output, new UTF8Encoding(false)) { NewLine = "\n" };
            string? after = null;
            do
            {
                var page = await owner.GetAuditAsync(after, run.Stop);
                foreach (var entry in page.Items) await writer.WriteLineAsync(LineOf(entry).ToJson());
                after = page.Next;
            }
            while (after is not null);
        });
    }

    private static Command VerifyExport()
    {
        var file = new Argument<string>("file") { Description = "An export" };
        return new Command("verify", "Check an export's chain, without a server") { file }.Does(run =>
        {
            if (!File.Exists(run.Get(file)))
                throw new ExchangeException("usage", $"There is no file {Terminal.Clean(run.Get(file))}.");
            var finding = AuditVerifier.Verify(File.ReadLines(run.Get(file)));
            var sound = finding.Fault == AuditFault.None;
            var hash = Convert.ToHexStringLower(finding.Hash.Span);
            run.Terminal.Print(
                new AuditOutput(finding.Records, hash, sound ? null : finding.Line), CliJson.Default.AuditOutput,
                sound ? $"{finding.Records} records, sound; the chain ends at {hash}"
                    : $"line {finding.Line} breaks the chain ({finding.Fault}); {finding.Records} before it hold");
            return Task.FromResult(sound ? ExitCode.Done : ExitCode.CheckFailed);
        });
    }

    private static AuditLine LineOf(AuditEntry entry) => new()
    {
        Position = entry.Position,
        At = entry.At.ToUnixTimeMilliseconds(),
        Actor = entry.Actor,
        Action = entry.Action,
        Subject = entry.Subject,
        Outcome = entry.Outcome,
        Origin = entry.Origin,
        Hash = Convert.ToHexStringLower(entry.Hash),
    };

    private static void Storing(Action work)
    {
        try
        {
            work();
        }
        catch (StoreUnavailableException e)
        {
            throw new ExchangeException("store-failed", e.Message, inner: e);
        }
    }
}
