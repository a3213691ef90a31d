namespace ContextExchange.Storage;

/// <summary>A hold as a section's steps are judged against it.</summary>
/// <param name="before">Whether it was open before the section.</param>
internal sealed class HoldState(bool before)
{
    public bool Before { get; } = before;

    public bool IsOpen { get; set; } = before;

    /// <summary>Its row of before the section goes.</summary>
    public bool IsClosed { get; set; }

    /// <summary>What the section leaves open; null when it opened none, or closed it again.</summary>
    public Hold? Opened { get; set; }

    /// <summary>Its place among the holds that the section opens, from 1.</summary>
    public int Place { get; set; }
}
