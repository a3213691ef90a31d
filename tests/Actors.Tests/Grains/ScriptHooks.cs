namespace ContextExchange.Actors.Tests;

/// <summary>What the scripts of one cluster do when they come and go.</summary>
public sealed class ScriptHooks
{
    public Func<Script, Task> OnActivate { get; set; } = _ => Task.CompletedTask;

    public Func<Script, DeactivationReason, Task> OnDeactivate { get; set; } = (_, _) => Task.CompletedTask;
}
