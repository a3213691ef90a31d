using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cli;

/// <summary><c>cex send PEER TEXT</c>: seals, sends, and waits for the server's receipt.</summary>
internal static class SendCommand
{
    public static Command Create()
    {
        var peer = new Argument<string>("peer") { Description = "Display name, id, or the beginning of the id" };
        var text = new Argument<string>("text") { Description = "The text; - reads it from standard input" };
        var category = new Option<string>("--category", "-c")
        {
            Description = "What it is about; the contract decides what becomes of it",
            DefaultValueFactory = _ => Category.Knowledge.Name,
        };
        var subject = new Option<string>("--subject") { Description = "A subject", DefaultValueFactory = _ => "" };
        var type = new Option<ContentType>("--type")
        {
            Description = "text, query, response, update or request", DefaultValueFactory = _ => ContentType.Text,
        };
        var wait = new Option<double?>("--wait")
        {
            Description = "Wait this long for the answer, and print and acknowledge it", HelpName = "SECONDS",
        };
        var command = new Command("send", "Seal and send a message") { peer, text, category, subject, type, wait };
        return command.Does(async run =>
        {
            var about = ParseCategory(run.Get(category) ?? "");
            var body = run.Get(text) == "-" ? await Console.In.ReadToEndAsync(run.Stop) : run.Get(text);
            var message = new Message { Text = body, Subject = run.Get(subject) ?? "", Type = run.Get(type) };
            await using var client = await ProfileClient.OpenAsync(run);
            var to = await PeerNames.FindAsync(client, run.Get(peer), run.Stop);
            await client.ConnectAsync(run.Stop);
            if (run.Get(wait) is { } seconds)
            {
                var answer = await client.AskAsync(
                    to.Peer, about, message, TimeSpan.FromSeconds(seconds), HumanOptions, run.Stop);
                EntryPrinter.Print(run.Terminal, answer, await EntryPrinter.NamesAsync(client, run.Stop));
                await client.AckAsync(answer);
                return;
            }

            var receipt = await client.SendAsync(to.Peer, about, message, HumanOptions, run.Stop);
            var status = SendStatuses.Of(receipt.Status).Code;
            run.Terminal.Print(
                new SentOutput($"{receipt.Message}", $"{to.Peer}", receipt.Sequence, status, receipt.At),
                CliJson.Default.SentOutput,
                receipt.IsHeld ? $"held  {receipt.Message}  an owner decides" : $"{status}  {receipt.Message}");
        });
    }

    private static SendOptions HumanOptions => new() { Origin = Origin.Human };

    private static Category ParseCategory(string text) => Category.TryParse(text, null, out var category)
        ? category
        : throw new ExchangeException("usage", "A category is 1 to 32 characters: a-z first, then a-z, 0-9 and '-'.");
}
