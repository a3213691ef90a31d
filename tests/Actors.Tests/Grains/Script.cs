namespace ContextExchange.Actors.Tests;

public abstract partial class Script(ScriptHooks hooks) : Grain, IScript
{
    public IGrainFactory Grains => GrainFactory;

    public string Key => this.GetPrimaryKeyString();

    public int Turns { get; set; }

    public Task Run(Func<Script, Task> script) => script(this);

    public ValueTask<int> Answer(Func<Script, int> script) => new(script(this));

    public Task RunInterleaved(Func<Script, Task> script) => script(this);

    public Task RunAtMostFiveSeconds(Func<Script, Task> script) => script(this);

    public Task RunCancellable(Func<Script, CancellationToken, Task> script, CancellationToken cancellationToken) =>
        script(this, cancellationToken);

    public Task Fire(Func<Script, Task> script) => script(this);

    public void FireWithoutTask(Func<Script, Task> script) => _ = script(this);

    public void EndOnIdle() => DeactivateOnIdle();

    public void Delay(TimeSpan time) => DelayDeactivation(time);

    public override Task OnActivateAsync(CancellationToken cancellationToken) => hooks.OnActivate(this);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        hooks.OnDeactivate(this, reason);
}
