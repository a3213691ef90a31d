using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ContextExchange.Cli;

/// <summary>
/// A side of the replay on the TypeScript SDK: Node runs <c>sdk/typescript/interop/dist/replayPeer.mjs</c>, which is
/// led by lines of JSON. Owns the process and ends it.
/// </summary>
internal sealed class NodeReplayAgent : IReplayAgent
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<SendStatus>> _posted = new();
    private readonly Channel<ReplayArrival> _arrivals = Channel.CreateUnbounded<ReplayArrival>();
    private readonly Task _reading;
    private int _lastCall;

    private NodeReplayAgent(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public AgentId Agent { get; private set; }

    /// <summary>Starts Node and registers a new owner with a new agent.</summary>
    /// <exception cref="ExchangeException">
    /// <c>no-sdk-build</c>, <c>no-node</c>, or <c>peer-failed</c> with what the other process said.
    /// </exception>
    public static async Task<NodeReplayAgent> StartAsync(Uri server, string folder, int window, CancellationToken ct)
    {
        var program = BuiltFile.Find("sdk", "typescript", "interop", "dist", "replayPeer.mjs")
            ?? throw new ExchangeException("no-sdk-build", "The TypeScript SDK is not built: run  eng/sdk  first.");
        var agent = new NodeReplayAgent(StartNode(program));
        try
        {
            var answer = await agent.CallAsync("start", new JsonObject
            {
                ["server"] = ServerOrigin.Of(server), ["folder"] = folder, ["maxInFlight"] = window,
            }, ct);
            agent.Agent = AgentId.Parse(Text(answer, "agent"), null);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    public Task AcceptAsync(InviteLink link, TermsInfo terms, CancellationToken ct)
    {
        var levels = new JsonObject();
        foreach (var (name, level) in terms.Levels)
            levels[name] = new JsonObject { ["share"] = Code(level.Share), ["receive"] = Code(level.Receive) };
        return CallAsync("accept", new JsonObject
        {
            ["link"] = link.ToString(),
            ["terms"] = new JsonObject { ["levels"] = levels, ["ownerReads"] = terms.OwnerReads },
        }, ct);
    }

    public Task ConnectAsync(CancellationToken ct) => CallAsync("connect", [], ct);

    public async Task<Task<SendStatus>> PostAsync(
        AgentId peer, DialogueTurn turn, Guid logicalId, Guid thread, ReplayArrival? parent, CancellationToken ct)
    {
        var settled = new TaskCompletionSource<SendStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        _posted[logicalId] = settled;
        var post = new JsonObject
        {
            ["peer"] = peer.ToString(), ["category"] = DialogueFile.CategoryOf(turn).Name, ["text"] = turn.Text,
            ["thread"] = thread.ToString("N"), ["logicalId"] = logicalId.ToString("N"),
        };
        if (parent?.Message is { } answered) post["parent"] = answered.Id.ToString();
        await CallAsync("post", post, ct);
        return settled.Task.WaitAsync(ct);
    }

    public IAsyncEnumerable<ReplayArrival> ReceiveAsync(CancellationToken ct) => _arrivals.Reader.ReadAllAsync(ct);

    public Task AckAsync(ReplayArrival arrival) =>
        CallAsync("ack", new JsonObject { ["sequence"] = arrival.Sequence }, CancellationToken.None);

    public Task ApproveAsync(CancellationToken ct) => CallAsync("approve", [], ct);

    public async ValueTask DisposeAsync()
    {
        try
        {
            lock (_gate) _process.StandardInput.Close();
            await _reading.WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (Exception failure) when (failure is TimeoutException or IOException)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process StartNode(string program)
    {
        var start = new ProcessStartInfo("node", [program])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        try
        {
            return Process.Start(start) ?? throw new ExchangeException("no-node", "Node did not start.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ExchangeException("no-node", $"Node 20 or newer is needed on the PATH: {e.Message}");
        }
    }

    private Task<JsonElement> CallAsync(string operation, JsonObject call, CancellationToken ct)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Interlocked.Increment(ref _lastCall);
        _calls[id] = answer;
        call["id"] = id;
        call["op"] = operation;
        if (_reading.IsCompleted) throw Failed("it has ended");
        lock (_gate)
        {
            _process.StandardInput.Write(call.ToJsonString() + "\n");
            _process.StandardInput.Flush();
        }

        return answer.Task.WaitAsync(ct);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                using var read = JsonDocument.Parse(line);
                Take(read.RootElement.Clone());
            }

            End(Failed("it has ended"));
        }
        catch (Exception failure) when (failure is JsonException or IOException or ExchangeException)
        {
            End(failure);
        }
    }

    private void Take(JsonElement line)
    {
        if (line.TryGetProperty("id", out var id))
        {
            if (!_calls.TryRemove(id.GetInt32(), out var call)) return;
            if (line.TryGetProperty("error", out var error)) call.SetException(Failed(error.GetString() ?? ""));
            else call.SetResult(line);
            return;
        }

        switch (Text(line, "event"))
        {
            case "item":
                _arrivals.Writer.TryWrite(ArrivalOf(line));
                break;
            case "settled" when _posted.TryRemove(Guid.Parse(Text(line, "logicalId")), out var settled):
                settled.SetResult(StatusOf(Text(line, "status")));
                break;
            case "failed":
                throw Failed(Text(line, "error"));
        }
    }

    private void End(Exception reason)
    {
        _arrivals.Writer.TryComplete(reason);
        foreach (var call in _calls.Values) call.TrySetException(reason);
        foreach (var posted in _posted.Values) posted.TrySetException(reason);
    }

    private static ReplayArrival ArrivalOf(JsonElement item)
    {
        var sequence = item.GetProperty("sequence").GetInt64();
        var kind = Text(item, "kind");
        return kind != "message"
            ? new ReplayArrival(sequence, null, kind is "unreadable" or "undelivered")
            : new ReplayArrival(sequence, new ReplayMessage(
                AgentId.Parse(Text(item, "sender"), null), EnvelopeId.Parse(Text(item, "message"), null),
                Guid.Parse(Text(item, "logicalId")), Text(item, "text"), item.GetProperty("hop").GetInt32(),
                item.GetProperty("maxHops").GetInt32(), item.GetProperty("askedItsOwner").GetBoolean()));
    }

    private static SendStatus StatusOf(string code) =>
        SendStatuses.All.FirstOrDefault(meaning => meaning.Code == code)?.Status
        ?? throw Failed($"it told the unknown status {code}");

    private static string Text(JsonElement line, string name) =>
        line.GetProperty(name).GetString() ?? throw Failed($"its {name} is null");

    private static string Code(ConsentLevel level) => level.ToString().ToLowerInvariant();

    private static ExchangeException Failed(string why) => new("peer-failed", $"The peer on Node failed: {why}");
}
