using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors.Tests;

public sealed class PostGrain(PostOffice office) : Grain, IPostGrain
{
    private int _sum;
    private IPostWatcher? _watcher;

    public Task<int> Add(int amount)
    {
        office.CountRun();
        return Task.FromResult(_sum += amount);
    }

    public ValueTask<string> Where() => new(ServiceProvider.GetRequiredService<ClusterMember>().Membership.Self.Id);

    public Task<Parcel?> Echo(Parcel? parcel) => Task.FromResult(parcel);

    public async Task<string> Ask(IPostGrain other) => $"{await Where()} asked {await other.Where()}";

    public Task Wait(string gate, CancellationToken cancellationToken) => office.WaitAsync(gate, cancellationToken);

    public Task WaitShortly(string gate) => office.WaitAsync(gate, CancellationToken.None);

    public Task Fail(string kind) => throw (kind switch
    {
        "limit" => new LimitExceededException("much"),
        "format" => new FormatException("odd"),
        _ => new PrivateException("own"),
    });

    public Task Note(string text)
    {
        office.Note(text);
        return Task.CompletedTask;
    }

    public async Task Watch(IPostWatcher watcher, int times)
    {
        for (var i = 0; i < times; i++) await watcher.Seen(i);
    }

    public Task Keep(IPostWatcher watcher)
    {
        _watcher = watcher;
        return Task.CompletedTask;
    }

    public async Task<string> Tell(int number)
    {
        if (_watcher is null) return "nobody";
        try
        {
            await _watcher.Seen(number);
            return "told";
        }
        catch (ClientNotAvailableException)
        {
            _watcher = null;
            return "gone";
        }
    }

    public ValueTask<string?> Context(string key) => new(RequestContext.Get(key)?.ToString());

    public Task Take(Func<int> function) => Task.CompletedTask;

    public ValueTask<int> Size(byte[] bytes) => new(bytes.Length);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        office.Ended.Enqueue($"{this.GetPrimaryKeyString()}={_sum} {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    private sealed class PrivateException(string message) : Exception(message);
}
