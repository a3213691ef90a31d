using ContextExchange.Chaos.Tests.Judging;
using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests;

/// <summary>The witness of P6 tells one writer of an epoch from two.</summary>
public sealed class WriterWitnessTests
{
    private const string Claim = "UPDATE heads SET epoch = epoch + 1";
    private const string Append = "UPDATE heads SET sequence = sequence + 1";

    [Fact]
    public async Task AnEpochThatTwoSilosWriteIsSeen()
    {
        var folder = Directory.CreateTempSubdirectory("cex-witness-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        try
        {
            using var database = await DatabaseProcess.CreateAsync(new DatabaseSettings
            {
                Folder = Path.Combine(folder, "postgres"), Port = Ports.Take(),
            });
            database.Execute("CREATE TABLE heads (mailbox uuid PRIMARY KEY, epoch bigint, sequence bigint)");
            database.Execute("INSERT INTO heads VALUES (gen_random_uuid(), 0, 0)");
            WriterWitness.Begin(database);

            As("silo-1", Claim, Append, Append);
            As("silo-2", Claim, Append);
            Assert.Equal((2, 0), (WriterWitness.Epochs(database), WriterWitness.Shared(database)));
            As("silo-1", Append);
            Assert.Equal((2, 1), (WriterWitness.Epochs(database), WriterWitness.Shared(database)));

            void As(string silo, params string[] statements) =>
                database.Execute($"SET application_name = '{silo}'; {string.Join(';', statements)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
