using System.Reflection;

namespace ContextExchange.Web.Http;

/// <summary>
/// The names of all settings and their types, found in the classes that they are bound to: <c>Port</c>,
/// <c>Mail:SmtpPort</c>, <c>Issuers:*:Id</c>. Case does not count, as in all of the configuration.
/// </summary>
internal sealed class SettingNames
{
    private const string Any = "*";

    private readonly Dictionary<string, PropertyInfo> _all = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _sections = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="root">What the configuration's root is bound to.</param>
    /// <param name="sections">What its sections are bound to, where that is no property of the root.</param>
    public SettingNames(Type root, IReadOnlyDictionary<string, Type> sections)
    {
        Add("", root);
        foreach (var (name, type) in sections)
            AddSection(name, type);
    }

    public IReadOnlyCollection<string> All => _all.Keys;

    /// <summary>The first parts of names that have several.</summary>
    public IReadOnlyCollection<string> Sections => _sections;

    /// <summary>Null where there is no such setting.</summary>
    public PropertyInfo? Find(string key)
    {
        if (_all.TryGetValue(key, out var property))
            return property;
        var parts = key.Split(':');
        if (parts.Length == 3)
            parts[1] = Any;
        return _all.GetValueOrDefault(string.Join(':', parts));
    }

    private void Add(string prefix, Type type)
    {
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var name = prefix + property.Name;
            if (property.PropertyType.IsArray && property.PropertyType.GetElementType() is { } element)
                AddSection(name + ":" + Any, element);
            else if (property.PropertyType.IsClass && property.PropertyType != typeof(string))
                AddSection(name, property.PropertyType);
            else
                _all[name] = property;
        }
    }

    private void AddSection(string name, Type type)
    {
        _sections.Add(name.Split(':')[0]);
        Add(name + ":", type);
    }
}
