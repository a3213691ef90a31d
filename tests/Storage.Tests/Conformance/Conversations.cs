using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>Conversations that tests read.</summary>
internal static class Conversations
{
    /// <summary>Three devices write to two mailboxes at once, in one or several commits.</summary>
    /// <param name="log">Where.</param>
    /// <param name="count">Of messages.</param>
    /// <param name="before">What an earlier call returned, to go on after it.</param>
    /// <returns>The newest number of each device.</returns>
    public static async Task<Dictionary<DeviceId, long>> FillAsync(
        ILogStore log, int count, Dictionary<DeviceId, long>? before = null)
    {
        var bob = await log.ClaimHeadAsync(Bob);
        var alice = await log.ClaimHeadAsync(Alice);
        var sequences = new Dictionary<AgentId, long> { [Alice] = alice.Sequence, [Bob] = bob.Sequence };
        var numbers = before ?? [];
        var steps = new List<Task<LogVerdict>>();
        for (var n = 0; n < count; n++)
        {
            var device = (n % 4) switch { 0 or 1 => AlicesPhone, 2 => BobsPhone, _ => AlicesLaptop };
            var head = device == BobsPhone ? alice : bob;
            var number = numbers[device] = numbers.GetValueOrDefault(device) + 1;
            var sequence = ++sequences[head.Mailbox];
            steps.Add(log.AppendAsync(Message(head, sequence, Mark(device, number))).AsTask());
            if (n % 10 == 9) await Task.WhenAll(steps);
        }

        Assert.All(await Task.WhenAll(steps), verdict => Assert.Equal(LogVerdict.Stored, verdict));
        return numbers;
    }

    public static string Name(MailboxEntry entry) => $"{entry.Sequence}/{Convert.ToHexString(entry.Body.Span)}";
}
