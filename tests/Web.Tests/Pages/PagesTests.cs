using System.IO.Compression;
using System.Net;
using System.Text;
using ContextExchange.Web.Pages;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Pages;

/// <summary>How the dashboard's files are served, whatever they say.</summary>
public sealed class PagesTests : IAsyncDisposable
{
    private const string Script = "console.log('a script that is long enough to be worth its compression');";

    private readonly TestServer _server = new();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/join")]
    [InlineData("/approvals")]
    [InlineData("/connections/00112233445566778899aabbccddeeff/ffeeddccbbaa99887766554433221100")]
    public async Task EveryPageRouteShowsTheOnePageAndAsksForItAgain(string path)
    {
        using var client = Client();

        using var answer = await client.GetAsync(path);

        Assert.Equal("<title>page</title>", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/assets/none.js")]
    [InlineData("/assets/..%2findex.html")]
    [InlineData("/index.html")]
    [InlineData("/nowhere")]
    public async Task WhatIsNeitherAPageNorAFileIsNotFound(string path)
    {
        using var client = Client();

        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/nowhere", true)]
    [InlineData("/agents/one/nowhere", true)]
    [InlineData("/assets/none.js", false)]
    public async Task WhoOpensAnAddressThatIsNotThereInABrowserIsToldByThePage(string path, bool isPage)
    {
        using var client = Client();
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");

        using var answer = await client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            isPage ? "text/html" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task AScriptIsKeptForGoodAndBringsThePolicyThatAWorkerRunsUnder()
    {
        using var client = Client();

        using var answer = await client.GetAsync("/assets/main-1a2b.js");

        Assert.Equal("public, max-age=31536000, immutable", answer.Headers.GetValues("Cache-Control").Single());
        Assert.Contains("connect-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
        Assert.Equal(Script, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task WhoTakesBrotliGetsItAndNobodyElse()
    {
        using var client = Client();
        using var plain = await client.GetAsync("/assets/main-1a2b.js");
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");

        using var packed = await client.GetAsync("/assets/main-1a2b.js");

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(["br"], packed.Content.Headers.ContentEncoding);
        await using var brotli = new BrotliStream(
            await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli);
        Assert.Equal(Script, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task APageThatTheBrowserHasIsNotSentAgain()
    {
        using var client = Client();
        using var first = await client.GetAsync("/");
        client.DefaultRequestHeaders.Add("If-None-Match", first.Headers.ETag!.ToString());

        using var second = await client.GetAsync("/activity");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task AServerWithoutItsDashboardSaysHowToBuildIt()
    {
        using var client = Client(new PageFile("unbuilt.html", "eng/dashboard"u8.ToArray()));

        Assert.Equal("eng/dashboard", await client.GetStringAsync("/approvals"));
    }

    private HttpClient Client(params PageFile[] files)
    {
        PageFile[] served = files.Length > 0 ? files :
        [
            new PageFile("index.html", "<title>page</title>"u8.ToArray()),
            new PageFile("assets/main-1a2b.js", Encoding.UTF8.GetBytes(Script)),
        ];
        var client = _server.WithWebHostBuilder(host => host.ConfigureTestServices(services =>
            services.AddSingleton(new PageFiles(served)))).CreateDefaultClient(TestServer.Origin);
        client.DefaultRequestHeaders.Add(TestServer.AddressHeader, "192.0.2.1");
        return client;
    }
}
