using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Tests.Http;

public sealed class ActivityApiTests
{
    [Fact]
    public async Task AnOwnerSeesWhatHappensOnAConnectionMadeAfterTheStreamBegan()
    {
        await using var server = new TestServer();
        var alice = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        using var stream = await OpenAsync(alice.Owner);
        Assert.Equal("watching", (await NextAsync(stream))["kind"]!.GetValue<string>());
        await alice.ConnectAsync(bob);

        // The watch begins a moment after the connection, and says so.
        Assert.Equal(
            "watching", (string?)(await NextAsync(stream).WaitAsync(TestServer.Patience))["kind"]);
        var next = NextAsync(stream);
        var path = $"{alice.Path}/connections/{bob.Id}";
        for (var turn = 0; !next.IsCompleted && turn < 1_000; turn++)
            (await alice.Owner.Http.PostAsync(path + (turn % 2 == 0 ? "/freeze" : "/unfreeze"), null)).Dispose();

        Assert.Equal(
            "connection.changed", (await next.WaitAsync(TestServer.Patience))["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task ANewAgentOfTheOwnerJoinsAnOpenStream()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        using var stream = await OpenAsync(owner);
        Assert.Equal("watching", (string?)(await NextAsync(stream))["kind"]);

        var alice = await owner.AddAgentAsync();
        Assert.Equal(
            "watching", (string?)(await NextAsync(stream).WaitAsync(TestServer.Patience))["kind"]);
        await alice.ConnectAsync(bob);
        Assert.Equal(
            "watching", (string?)(await NextAsync(stream).WaitAsync(TestServer.Patience))["kind"]);

        (await owner.Http.PostAsync($"{alice.Path}/connections/{bob.Id}/freeze", null)).Dispose();
        Assert.Equal(
            "connection.changed", (string?)(await NextAsync(stream).WaitAsync(TestServer.Patience))["kind"]);
    }

    [Fact]
    public async Task AReaderWhoComesBackIsToldWhatHappenedMeanwhile()
    {
        await using var server = new TestServer();
        var alice = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        await alice.ConnectAsync(bob);
        var path = $"{alice.Path}/connections/{bob.Id}";
        string? seen;
        using (var stream = await OpenAsync(alice.Owner))
        {
            Assert.True((bool)(await NextAsync(stream))["whole"]!);
            (await alice.Owner.Http.PostAsync(path + "/freeze", null)).Dispose();
            seen = (string?)(await NextAsync(stream))["id"];
        }

        (await alice.Owner.Http.PostAsync(path + "/unfreeze", null)).Dispose();
        (await alice.Owner.Http.PostAsync(path + "/freeze", null)).Dispose();
        using var again = await OpenAsync(alice.Owner, seen);

        var told = new List<JsonObject>();
        while (told.Count < 4)
            told.Add(await NextAsync(again).WaitAsync(TestServer.Patience));
        Assert.True((bool)told.Single(one => (string?)one["kind"] == "watching")["whole"]!);
        var events = told.Where(one => (string?)one["kind"] != "watching").ToList();
        Assert.Contains(seen, events.Select(one => (string?)one["id"]));
        Assert.Equal(3, events.Select(one => (string?)one["id"]).Distinct().Count());
    }

    [Theory]
    [InlineData("0-00000000000000000000000000000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("not an id")]
    public async Task WhatCannotBeToldAgainIsSaidToBeMissingOnlyWhereItWasAskedFor(string seen)
    {
        await using var server = new TestServer();
        var alice = await (await TestOwner.RegisterAsync(server)).AddAgentAsync();
        var bob = await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob");
        await alice.ConnectAsync(bob);

        using var stream = await OpenAsync(alice.Owner, seen);

        Assert.Equal(seen[0] != '0', (bool)(await NextAsync(stream))["whole"]!);
    }

    [Fact]
    public async Task SigningOutEndsTheStreamAtOnce()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        using var stream = await OpenAsync(owner);
        await NextAsync(stream);

        using var left = await owner.Http.DeleteAsync("/v1/sessions/current");

        Assert.Null(await stream.ReadLineAsync().WaitAsync(TestServer.Patience));
    }

    [Fact]
    public async Task AQuietStreamSaysEveryFifteenSecondsThatItStands()
    {
        var (clock, beat) = (new TestClock(DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_000)), 15);
        // Whom a leap of the clock keeps from asking what is revoked ends the streams.
        await using var server = new TestServer(
            clock,
            services => services.Remove(services.Single(one => one.ImplementationType == typeof(RevocationFollower))),
            []);
        var owner = await TestOwner.RegisterAsync(server);
        var quiet = clock.NextTimerAsync(TimeSpan.FromSeconds(beat));
        using var stream = await OpenAsync(owner);
        await NextAsync(stream);

        for (var turn = 0; turn < 4; turn++)
        {
            await quiet.WaitAsync(TestServer.Patience);
            quiet = clock.NextTimerAsync(TimeSpan.FromSeconds(beat));
            clock.Advance(TimeSpan.FromSeconds(beat));
            Assert.Equal(":", await stream.ReadLineAsync().WaitAsync(TestServer.Patience));
            Assert.Equal("", await stream.ReadLineAsync().WaitAsync(TestServer.Patience));
        }
    }

    private static async Task<StreamReader> OpenAsync(TestOwner owner, string? seen = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/activity");
        if (seen is not null)
            request.Headers.Add("Last-Event-ID", seen);
        var answer = await owner.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event's data.</summary>
    private static async Task<JsonObject> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            await stream.ReadLineAsync();
            return JsonNode.Parse(line["data: ".Length..])!.AsObject();
        }

        throw new EndOfStreamException();
    }
}
