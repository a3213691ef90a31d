namespace ContextExchange.Actors.Tests;

// The delegates of its contract name it, and the generator asks everything that is named for this. Orleans, which would
// write code for it, finds nothing in it to serialize.
[GenerateSerializer]
public abstract partial class Script;
