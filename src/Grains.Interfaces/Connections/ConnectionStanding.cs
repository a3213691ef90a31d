namespace ContextExchange.Grains.Interfaces;

/// <summary>Where a connection stands.</summary>
public enum ConnectionStanding : byte
{
    None = 0,
    Active = 1,
    Removed = 2,
    Blocked = 3,
    Expired = 4,
}
