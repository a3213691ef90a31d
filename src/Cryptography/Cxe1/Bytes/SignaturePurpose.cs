namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What a signature is for. It is part of the signed bytes, so none can be used for another purpose.</summary>
public enum SignaturePurpose
{
    /// <summary>A device proves itself to a server.</summary>
    Connect,

    /// <summary>An owner certifies an agent.</summary>
    Agent,

    /// <summary>An agent certifies a device, or its list of devices.</summary>
    Device,

    /// <summary>An owner certifies its viewer key.</summary>
    Viewer,

    /// <summary>A device publishes a prekey.</summary>
    Prekey,

    /// <summary>A device opens an epoch.</summary>
    Epoch,

    /// <summary>A device sends a message.</summary>
    Message,

    /// <summary>An owner states its terms.</summary>
    Terms,

    /// <summary>An owner decides about a held message.</summary>
    Approval,

    /// <summary>An owner wraps an old epoch for a new device.</summary>
    Rewrap,

    /// <summary>A device could not open an epoch or a message.</summary>
    Nack,

    /// <summary>An identity key names its successor.</summary>
    Rotate,
}
