using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>Whatever one language seals, the other opens, byte for byte.</summary>
public sealed class RandomExchangeTests(PeerPrograms programs)
{
    [Fact]
    public Task TenThousandMessagesEachWayAreReadInCSharpAndNode() => ExchangeAsync(Language.Node, 10_000);

    [Fact]
    public Task AThousandMessagesEachWayAreReadInCSharpAndChromium() => ExchangeAsync(Language.Chromium, 1_000);

    [Fact]
    public Task HundredsOfMessagesEachWayAreReadInCSharpAndAPageWithoutWebCrypto() =>
        ExchangeAsync(Language.PlainPage, 300);

    [Fact]
    public async Task EachPeerHasAnotherCryptography()
    {
        string[] found =
        [
            await programs.Node.AskAsync<string>("cryptography", "", 0),
            await programs.Chromium.AskAsync<string>("cryptography", "", 0),
            await programs.PlainPage.AskAsync<string>("cryptography", "", 0),
        ];
        Assert.Equal(["Node", "WebCrypto", "Own"], found);
    }

    private Task ExchangeAsync(Language other, int count) => Seeded.RunAsync(async seed =>
    {
        var talk = await Conversation.OpenAsync(programs, Language.CSharp, other, seed + other, devices: 2);
        var exchange = await RandomExchange.RunAsync(talk, count);
        Assert.Equal(2 * count, exchange.Read);
        Assert.True(exchange.Epochs > count / 50, $"Only {exchange.Epochs} epochs.");
    });
}
