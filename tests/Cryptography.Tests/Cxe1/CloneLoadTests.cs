using System.Globalization;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// Copied devices against a server that refuses what it has seen; <c>eng/clones</c> runs as many as asked.
/// </summary>
public sealed class CloneLoadTests(ITestOutputHelper output)
{
    private const string MessagesVariable = "CEX_CLONE_MESSAGES";

    [Fact]
    public void TenThousandMessagesOfClonesRepeatNoKeyAndNonceAndNoneIsLost() => Run(10_000);

    [Fact(Explicit = true)]
    public void AsManyMessagesAsAsked() => Run(int.Parse(
        Environment.GetEnvironmentVariable(MessagesVariable) ?? "1000000", CultureInfo.InvariantCulture));

    private void Run(int messages)
    {
        const int seed = 20_260_101;
        var load = new CloneLoad(messages, seed);
        load.Run();
        output.WriteLine(
            $"{messages} messages, {load.Sealed} sealings, {load.Clones} clones, {load.Server.Forks} forks and "
            + $"{load.Server.Reuses} reused sequences refused; {load.Repeated} pairs of key and nonce repeated, "
            + $"{messages - load.Delivered} messages lost, {load.Duplicates} twice");
        Assert.Equal(
            (0, 0, messages), (load.Repeated, load.Duplicates, load.Delivered));
        // The clones did collide, in both ways that the server refuses.
        Assert.True(load.Server.Forks >= load.Clones / 2 && load.Server.Reuses >= load.Clones / 2, $"seed {seed}");
    }
}
