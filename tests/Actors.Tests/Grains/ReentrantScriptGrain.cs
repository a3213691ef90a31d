namespace ContextExchange.Actors.Tests;

[Reentrant]
public sealed class ReentrantScriptGrain(ScriptHooks hooks) : Script(hooks), IReentrantScriptGrain;
