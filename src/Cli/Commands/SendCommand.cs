using ContextExchange.Cryptography.Cxe1;
using ReceivedMessage = ContextExchange.Client.ReceivedMessage;

namespace ContextExchange.Cli;

/// <summary><c>cex send PEER TEXT</c>: seals, sends, and waits for the server's receipt.</summary>
internal static class SendCommand
{
    /// <summary>No message waits longer for its reader, and no answer is worth waiting for after that.</summary>
    private static readonly double LongestWait = Limits.MaxTimeToLive.TotalSeconds;

    public static Command Create()
    {
        var peer = new Argument<string>("peer") { Description = "Display name, id, or the beginning of the id" };
        var text = new Argument<string>("text") { Description = "The text; - reads it from standard input" };
        var category = CheckedOption.Of<Category>(
            "--category", "1 to 32 characters: a-z first, then a-z, 0-9 and '-'",
            name => Category.TryParse(name, null, out var named) ? named : null);
        category.Description =
            "What it is about: a category of the contract, which decides what becomes of it. Only an answer needs none:"
            + " it is about what it answers";
        category.Aliases.Add("-c");
        var subject = new Option<string>("--subject") { Description = "A subject", DefaultValueFactory = _ => "" };
        var type = CheckedOption.Choice<ContentType>("--type");
        type.Description = "text (default), query, response, update or request";
        var replyTo = new Option<string?>("--reply-to")
        {
            Description = "Answer this message of  cex inbox, in its thread: its id, or the beginning of it",
            HelpName = "MESSAGE",
        };
        var thread = CheckedOption.Of<Guid>(
            "--thread", "a thread's id, 32 hex digits", hex => Guid.TryParseExact(hex, "N", out var id) ? id : null);
        thread.Description = "Go on in this thread without answering one of its messages";
        thread.HelpName = "THREAD";
        var wait = CheckedOption.Number("--wait", "seconds", 0.0, LongestWait);
        wait.Description = "Wait this long for the answer, and print and acknowledge it";
        return new Command("send", "Seal and send a message")
        {
            peer, text, category, subject, type, replyTo, thread, wait,
        }.Does(async run =>
        {
            var body = run.Get(text) == "-" ? await Console.In.ReadToEndAsync(run.Stop) : run.Get(text);
            var message = new Message
            {
                Text = body, Subject = run.Get(subject) ?? "", Type = run.Get(type) ?? ContentType.Text,
                Thread = run.Get(thread),
            };
            await using var client = await ProfileClient.OpenAsync(run);
            var to = await PeerNames.FindAsync(client, run.Get(peer), run.Stop);
            var answered = run.Get(replyTo) is { } prefix ? await FindAsync(client, to, prefix, run.Stop) : null;
            var about = run.Get(category) ?? answered?.Category ?? throw NoCategory(to);
            var options = new SendOptions { Origin = Origin.Human, InReplyTo = answered };
            await client.ConnectAsync(run.Stop);
            if (run.Get(wait) is { } seconds)
            {
                var answer = await client.AskAsync(
                    to.Peer, about, message, TimeSpan.FromSeconds(seconds), options, run.Stop);
                EntryPrinter.Print(run.Terminal, answer, await EntryPrinter.NamesAsync(client, run.Stop));
                await client.AckAsync(answer);
                return;
            }

            Print(run.Terminal, to.Peer, await client.SendAsync(to.Peer, about, message, options, run.Stop));
        });
    }

    private static void Print(Terminal terminal, AgentId to, SendReceipt receipt)
    {
        var status = SendStatuses.Of(receipt.Status).Code;
        terminal.Print(
            new SentOutput($"{receipt.Message}", $"{to}", receipt.Sequence, status, receipt.At),
            CliJson.Default.SentOutput,
            receipt.IsHeld ? $"held  {receipt.Message}  an owner decides" : $"{status}  {receipt.Message}");
    }

    /// <summary>
    /// The message that is answered. What was acknowledged is wiped here, and what an answer carries on with it.
    /// </summary>
    private static async Task<ReceivedMessage> FindAsync(
        AgentClient client, ConnectionInfo peer, string prefix, CancellationToken ct)
    {
        var waiting = await client.ReceiveAvailableAsync(ct);
        return MessagePrefix.Find(
            waiting.OfType<ReceivedMessage>().Where(message => message.Sender == peer.Peer),
            message => message.Message, prefix,
            $"No such message of {Terminal.Clean(peer.PeerName)} is in the inbox: see  cex inbox.");
    }

    /// <summary>None is taken for granted: what flows by itself must have been called so.</summary>
    private static ExchangeException NoCategory(ConnectionInfo peer)
    {
        var names = peer.Own.Levels.Keys.Where(name =>
            peer.Own.Levels[name].Share != ConsentLevel.Never
            && peer.Theirs.Levels.TryGetValue(name, out var theirs) && theirs.Receive != ConsentLevel.Never);
        var known = string.Join(", ", names.DefaultIfEmpty("the contract allows none now"));
        return new ExchangeException("usage", $"Say with --category what it is about: {known}.");
    }
}
