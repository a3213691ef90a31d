namespace ContextExchange.Grains.Interfaces;

public enum DeviceStanding : byte
{
    /// <summary>Enrolled by an API key while another device exists; the owner has not approved it yet.</summary>
    Waiting = 0,
    Active = 1,
    Revoked = 2,
}
