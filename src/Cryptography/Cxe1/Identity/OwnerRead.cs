namespace ContextExchange.Cryptography.Cxe1;

/// <summary>For which messages an owner's viewer must stand in the roster.</summary>
public enum OwnerRead : byte
{
    /// <summary>Only where the owner has to decide.</summary>
    AskedOnly = 0,

    /// <summary>For every message of the connection.</summary>
    Everything = 1,
}
