namespace ContextExchange.Grains.Interfaces;

public enum InviteStanding : byte
{
    Open = 0,
    Accepted = 1,
    Revoked = 2,
    Expired = 3,
}
