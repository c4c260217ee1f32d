-- Made by tools/sandbox_model.lua from the vendor's definitions; not edited.
-- luacheck: no max line length
return [[
AuditQuery_DownloadAuditEvents GET /api/AuditQuery/{partitionGlobalId}/download path=partitionGlobalId:guid query=language,size 200=application/octet-stream
AuditQuery_GetAuditEvents GET /api/AuditQuery/{partitionGlobalId} path=partitionGlobalId:guid query=language,top,skip,sortBy,sortOrder 200=AuditQueryRecordDtoPagedResult
Group_BulkDelete DELETE /api/Group/{partitionGlobalId} path=partitionGlobalId:guid scope=PM.Group body=BulkGroupDeleteCommand 204=-
Group_CreateGroup POST /api/Group scope=PM.Group body=CreateGroupCommand 201=GroupDto
Group_Delete DELETE /api/Group/{partitionGlobalId}/{groupId} path=partitionGlobalId:guid,groupId:guid scope=PM.Group 204=-
Group_GetGroup GET /api/Group/{partitionGlobalId}/{groupId} path=partitionGlobalId:guid,groupId:guid scope=PM.Group 200=GroupDto
Group_GetGroups GET /api/Group/{partitionGlobalId} path=partitionGlobalId:guid scope=PM.Group 200=[GroupDto]
Group_UpdateGroup PUT /api/Group/{groupId} path=groupId:guid scope=PM.Group body=UpdateGroupCommand 200=GroupDto
MessageTemplate_GetTemplate GET /api/MessageTemplate query=name 200=MessageTemplateDto
MessageTemplate_GetTemplate_By_Id GET /api/MessageTemplate/{templateId} path=templateId:int64 200=MessageTemplateDto
MessageTemplate_UpdateTemplate PUT /api/MessageTemplate/{templateId} path=templateId:int64 body=UpdateMessageTemplateCommand 200=MessageTemplateDto
RobotAccount_BulkDelete DELETE /api/RobotAccount/{partitionGlobalId} path=partitionGlobalId:guid scope=PM.RobotAccount body=BulkRobotAccountDeleteCommand 204=-
RobotAccount_CreateRobotAccount POST /api/RobotAccount scope=PM.RobotAccount body=CreateRobotAccountCommand 201=RobotAccountDto
RobotAccount_Delete DELETE /api/RobotAccount/{partitionGlobalId}/{robotAccountId} path=partitionGlobalId:guid,robotAccountId:guid scope=PM.RobotAccount 204=-
RobotAccount_GetRobotAccount GET /api/RobotAccount/{partitionGlobalId}/{robotAccountId} path=partitionGlobalId:guid,robotAccountId:guid scope=PM.RobotAccount 200=RobotAccountDto
RobotAccount_GetRobotAccounts GET /api/RobotAccount/{partitionGlobalId} path=partitionGlobalId:guid query=searchTerm,top,skip,sortBy,sortOrder scope=PM.RobotAccount 200=RobotAccountDtoPagedResultDto
RobotAccount_UpdateRobotAccount PUT /api/RobotAccount/{robotAccountId} path=robotAccountId:guid scope=PM.RobotAccount body=UpdateRobotAccountCommand 200=RobotAccountDto
SamlCertificate_DeleteCertificate DELETE /api/SamlCertificate/{partitionGlobalId}/{certificateId} path=partitionGlobalId:string,certificateId:int64 200=bool 400=- 404=-
SamlCertificate_GetCertificatePair GET /api/SamlCertificate/{partitionGlobalId}/certificates path=partitionGlobalId:string 200=CertificatePair 404=-
SamlCertificate_SwitchToPrimary POST /api/SamlCertificate/{partitionGlobalId}/switch path=partitionGlobalId:string 200=CertificatePair 400=- 404=-
SamlCertificate_UpdatePrimaryCertificate PUT /api/SamlCertificate/primary body=AddCertificateCommand 200=CertificatePair 400=- 404=-
SamlCertificate_UpdateSecondaryCertificate PUT /api/SamlCertificate/secondary body=AddCertificateCommand 200=CertificatePair 400=- 404=-
Setting_GetSettingsBulk GET /api/Setting query=key,partitionGlobalId,userId scope=PM.Setting 200=[SettingDto]
Setting_UpdateSettings PUT /api/Setting scope=PM.Setting body=BulkCreateOrUpdateSettingsCommand 200=[SettingDto] 409=-
UserLoginAttempt_GetLoginAttempts GET /api/User/{userId}/loginAttempts path=userId:guid query=userSID,top,skip,sortBy,sortOrder,since scope=PM.UserLoginAttempt 200=UserLoginAttemptDtoPagedResultDto
User_BulkDelete DELETE /api/User body=BulkSoftDeleteCommand 204=-
User_ChangePassword POST /api/User/{userId}/changepassword path=userId:guid scope=PM.User body=ChangeUserPasswordCommand 200=IdentityResult 400=IdentityResult
User_CreateUser POST /api/User body=CreateUserCommand 200=IdentityResult 400=IdentityResult
User_CreateUsers POST /api/User/BulkCreate body=CreateUsersCommand 200=IdentityResult 400=IdentityResult
User_Delete DELETE /api/User/{userId} path=userId:guid 204=-
User_GetUser GET /api/User/{userId} path=userId:guid scope=PM.User 200=UserDto
User_GetUsers GET /api/User/users/{partitionGlobalId} path=partitionGlobalId:guid query=searchTerm,top,skip,sortBy,sortOrder scope=PM.User 200=UserDtoPagedResultDto
User_Update PUT /api/User/{userId} path=userId:guid body=UpdateUserCommand 200=IdentityResult 400=IdentityResult
]]
