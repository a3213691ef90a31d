namespace ContextExchange.Grains.Connections;

/// <summary>What the rules decided about one message.</summary>
/// <param name="Status"><see cref="SendStatus.Accepted"/>: deliver; <see cref="SendStatus.Held"/>; or why not.</param>
/// <param name="Asks">Whose owner is asked; <see cref="HoldSide.None"/> unless held.</param>
internal readonly record struct SendDecision(SendStatus Status, HoldSide Asks)
{
    public static SendDecision Deliver => new(SendStatus.Accepted, HoldSide.None);

    public static SendDecision Hold(HoldSide side) => new(SendStatus.Held, side);

    public static SendDecision Refuse(SendStatus status) => new(status, HoldSide.None);
}
