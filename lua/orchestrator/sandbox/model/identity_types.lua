-- Made by tools/sandbox_model.lua from the vendor's definitions; not edited.
-- luacheck: no max line length
return {
AddCertificateCommand = [[
partitionGlobalId guid
certificate string
]],
AuditQueryRecordDto = [[
createdOn date
category string
action string
auditLogDetails string
userName string
email string
message string
detailsVersion string
source string
]],
AuditQueryRecordDtoPagedResult = [[
totalCount int64
results [AuditQueryRecordDto]
]],
BulkCreateOrUpdateSettingsCommand = [[
settings [CreateOrUpdateSettingCommand] required
partitionGlobalId guid
userId guid
]],
BulkGroupDeleteCommand = [[
groupIDs [guid]
]],
BulkRobotAccountDeleteCommand = [[
robotAccountIDs [guid]
]],
BulkSoftDeleteCommand = [[
partitionGlobalId guid
userIds [guid]
]],
CertificatePair = [[
partitionGlobalId guid required
primaryCertificateId int64 required
primaryCertificate string
primaryCertificateThumbprint string required
secondaryCertificateId int64
secondaryCertificate string
secondaryCertificateThumbprint string
]],
ChangeUserPasswordCommand = [[
oldPassword string
newPassword string
]],
CreateGroupCommand = [[
partitionGlobalId guid
id guid
name string
directoryUserMemberIDs [guid]
]],
CreateOrUpdateSettingCommand = [[
key string required
value string
]],
CreateRobotAccountCommand = [[
partitionGlobalId guid
name string
displayName string
groupIDsToAdd [guid]
]],
CreateUserCommand = [[
id guid
userName string
email string
name string
surname string
displayName string
type enum:UserType
bypassBasicAuthRestriction bool
legacyId int64
invitationAccepted bool
partitionGlobalId guid
password string
validatePassword bool
groupIDs [guid]
userLogins [CreateUserLoginCommand]
]],
CreateUserCommandBase = [[
id guid
userName string
email string
name string
surname string
displayName string
type enum:UserType
bypassBasicAuthRestriction bool
legacyId int64
invitationAccepted bool
]],
CreateUserLoginCommand = [[
loginProvider string
providerKey string
providerDisplayName string
]],
CreateUsersCommand = [[
users [CreateUserCommandBase]
partitionGlobalId guid
groupIDs [guid]
]],
GroupDto = [[
id guid
name string
displayName string
type enum:GroupType
creationTime date
lastModificationTime date
members [any]
]],
GroupType = [[

]],
IdentityError = [[
code string
description string
]],
IdentityResult = [[
succeeded bool readonly
errors [IdentityError] readonly
]],
LoginAttemptResult = [[

]],
MessageTemplateDto = [[
id int64
name string
value string
]],
RobotAccountDto = [[
id guid
name string
displayName string
creationTime date
lastLoginTime date
groupIds [guid]
]],
RobotAccountDtoPagedResultDto = [[
totalCount int64
results [RobotAccountDto]
]],
SettingDto = [[
id int64
key string
value string
partitionGlobalId guid
userId guid
]],
UpdateGroupCommand = [[
partitionGlobalId guid
name string
directoryUserIDsToAdd [guid]
directoryUserIDsToRemove [guid]
]],
UpdateMessageTemplateCommand = [[
id int64
value string
]],
UpdateRobotAccountCommand = [[
partitionGlobalId guid
displayName string
groupIDsToAdd [guid]
groupIDsToRemove [guid]
]],
UpdateUserCommand = [[
name string
surname string
displayName string
email string
isActive bool
password string
groupIDsToAdd [guid]
groupIDsToRemove [guid]
bypassBasicAuthRestriction bool
invitationAccepted bool
extensionUserAttributesToAddOrUpdate {string}
extensionUserAttributesToRemove [string]
]],
UserDto = [[
id guid
userName string
email string
emailConfirmed bool
name string
surname string
displayName string
creationTime date
lastModificationTime date
lastLoginTime date
groupIDs [guid]
legacyId int64
isActive bool
bypassBasicAuthRestriction bool
type enum:UserType
invitationAccepted bool
]],
UserDtoPagedResultDto = [[
totalCount int64
results [UserDto]
]],
UserLoginAttemptDto = [[
id int64
partitionName string
userId guid
userNameOrEmailAddress string
clientIpAddress string
clientName string
browserInfo string
result enum:LoginAttemptResult
creationTime date
partitionGlobalId guid
]],
UserLoginAttemptDtoPagedResultDto = [[
totalCount int64
results [UserLoginAttemptDto]
]],
UserType = [[

]],
}
