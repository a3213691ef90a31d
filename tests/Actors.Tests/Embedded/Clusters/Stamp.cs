namespace ContextExchange.Actors.Tests;

[GenerateSerializer, Alias("test.Stamp")]
public readonly record struct Stamp(DayOfWeek Day, decimal Price);
