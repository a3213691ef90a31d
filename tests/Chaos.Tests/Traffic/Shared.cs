namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>What both sides of a pair write into.</summary>
internal sealed record Shared(Recorder Recorder, Tally Tally, Texts Texts);
