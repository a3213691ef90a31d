namespace ContextExchange.Grains.Storage;

/// <summary>The kinds of grain that have deadlines.</summary>
public enum DueKind : byte
{
    Agent = 1,
    Connection = 2,
    Invite = 3,
    Owner = 4,
    Idempotency = 5,
    LoginRequest = 6,
    Notices = 7,
}
