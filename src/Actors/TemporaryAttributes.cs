// Stands in until the engine brings its own attributes: delete this file then.
namespace ContextExchange.Actors;
[AttributeUsage(AttributeTargets.All)] public sealed class GenerateSerializerAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)] public sealed class ImmutableAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)] public sealed class OneWayAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)] public sealed class AliasAttribute(string alias) : Attribute { public string Alias => alias; }
public interface IGrainWithStringKey : IGrain; 
public interface IGrainObserver;
