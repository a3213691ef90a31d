namespace ContextExchange.Protocol;

/// <summary>Ready-made terms that a side starts from; see <see cref="Presets"/>.</summary>
public enum ContractPreset : byte
{
    Balanced = 0,
    Colleagues = 1,
    Minimal = 2,
}
